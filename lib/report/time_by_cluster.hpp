#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

#include "timeline/timeline.hpp"

namespace selfopt {

/// Statements that are put into clusters, those with the most time: nearly all of the time of any
/// workload we have seen, in a second's work.
constexpr std::size_t k_most_clustered = 1000;

/// Shows which kinds of statements take the time of a period, as the dashboard of serve does.
/// \param rows       measurements
/// \param statements those with the most time first, with their texts
/// \param period     nothing: when they ran is not known
/// \returns clusters with the most time, and all others; nothing if \p rows is empty
std::vector<TimelineLayer> time_by_cluster(const Workload& rows,
                                           const std::vector<StatementPerformance>& statements,
                                           std::optional<TimeSpan> period);

}  // namespace selfopt
