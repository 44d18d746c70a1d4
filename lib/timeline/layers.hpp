#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/clusters.hpp>
#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

#include "timeline/timeline.hpp"

namespace selfopt {

/// Shares the time of clusters out over a period, as make_timeline does for all.
/// \param rows how the statements of each cluster ran, by its id; -1: those of no cluster
/// \param period nothing: when they ran is not known, so there are no spans
/// \returns the six clusters with the most time, those first, and all others together; all over the
///          same spans. Where only the others are known they are called "all statements"
std::vector<TimelineLayer> cluster_layers(const std::map<int, Workload>& rows,
                                          const std::vector<Cluster>& clusters,
                                          std::optional<TimeSpan> period, double least_span_s = 0);

}  // namespace selfopt
