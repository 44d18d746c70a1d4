#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>

namespace selfopt {

/// \returns a chart of the total time in each span as SVG for a page, with a bar for each.
/// \param spans at least one
std::string timeline_svg(const std::vector<TimelineSpan>& spans);

}  // namespace selfopt
