#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>

namespace selfopt {

/// \returns a chart as SVG for a page: in each span a bar for the time that was measured, and a
/// mark
///          where it had been foretold to end.
/// \param spans of the whole period, at least one; those of \p predictions are among them
std::string predictions_svg(const PredictionSummary& predictions,
                            const std::vector<TimelineSpan>& spans);

}  // namespace selfopt
