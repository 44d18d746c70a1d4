#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace selfopt {

/// \param sorted times or other figures, ascending, each with how often it was seen; at least one
/// \param calls  how often in all
/// \returns the least figure that a share of all, 0 to 1, does not go above (nearest rank)
double percentile(const std::vector<std::pair<double, std::int64_t>>& sorted, std::int64_t calls,
                  double share);

}  // namespace selfopt
