#pragma once

#include <vector>

#include "learn/distances.hpp"

namespace selfopt::compression {

/// Which rows stand for which.
struct Representation {
  std::vector<int> chosen;     ///< rows, in the order in which they were chosen
  std::vector<int> stands_in;  ///< for each row the one that stands for it
  double error = 1;            ///< mean distance to it, weighted
};

/// Takes, again and again, the row that most lowers the weighted sum of the distances to the
/// nearest row taken, until there are \p most or the mean distance is at most \p error. Of equally
/// good rows the first. \param weights of each row, >= 0, not all 0
Representation choose_representatives(const learn::Distances& distances,
                                      const std::vector<double>& weights, int most, double error);

}  // namespace selfopt::compression
