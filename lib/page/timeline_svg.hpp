#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>

namespace selfopt::page {

/// Something that happened, shown as a line across the chart.
struct TimelineMark {
  std::string at;  ///< ISO 8601
  std::string what;
};

/// \returns a chart of the total time in each span as SVG for a page, with a bar for each, and a
///          legend if there are several layers.
/// \param layers at least one, at most seven, from the bottom; all of the same spans, at least one
std::string timeline_svg(const std::vector<TimelineLayer>& layers,
                         const std::vector<TimelineMark>& marks = {});

}  // namespace selfopt::page
