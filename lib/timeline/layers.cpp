#include "timeline/layers.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace selfopt {
namespace {

constexpr std::size_t k_most_layers = 6;  // besides that of all others

double time_of(const Workload& rows) {
  double total_ms = 0;
  for (const WorkloadQuery& query : rows)
    total_ms += total_ms_of(query);
  return total_ms;
}

// Of those that ran, the first with the most time.
std::vector<Cluster> costliest_of(const std::map<int, Workload>& rows,
                                  const std::vector<Cluster>& clusters) {
  std::vector<Cluster> found;
  std::ranges::copy_if(clusters, std::back_inserter(found),
                       [&](const Cluster& cluster) { return rows.contains(cluster.id); });
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [&](const Cluster& cluster) { return time_of(rows.at(cluster.id)); });
  found.resize(std::min(found.size(), k_most_layers));
  return found;
}

TimelineLayer make_layer(std::string name, const Workload& rows, std::optional<TimeSpan> period,
                         double least_span_s) {
  TimelineLayer layer;
  layer.name = std::move(name);
  layer.total_ms = time_of(rows);
  for (const WorkloadQuery& query : rows)
    layer.calls += query.calls;
  if (period) layer.spans = make_timeline(rows, period, least_span_s);
  return layer;
}

// Layers lie on each other in a chart: one whose calls do not tell their time has spans, too.
void fill_missing_spans(std::vector<TimelineLayer>& layers) {
  const auto timed =
      std::ranges::find_if(layers, [](const TimelineLayer& layer) { return !layer.spans.empty(); });
  if (timed == layers.end()) return;
  std::vector<TimelineSpan> idle;
  for (const TimelineSpan& span : timed->spans)
    idle.push_back({span.from, span.to, 0, 0});
  for (TimelineLayer& layer : layers)
    if (layer.spans.empty()) layer.spans = idle;
}

}  // namespace

std::vector<TimelineLayer> cluster_layers(const std::map<int, Workload>& rows,
                                          const std::vector<Cluster>& clusters,
                                          std::optional<TimeSpan> period, double least_span_s) {
  const std::vector<Cluster> costliest = costliest_of(rows, clusters);
  Workload others;
  for (const auto& [id, queries] : rows)
    if (std::ranges::find(costliest, id, &Cluster::id) == costliest.end())
      others.insert(others.end(), queries.begin(), queries.end());
  std::vector<TimelineLayer> layers;
  for (const Cluster& cluster : costliest)
    layers.push_back(make_layer(cluster.name, rows.at(cluster.id), period, least_span_s));
  if (!others.empty())
    layers.push_back(make_layer(costliest.empty() ? "all statements" : "all others", others, period,
                                least_span_s));
  fill_missing_spans(layers);
  return layers;
}

}  // namespace selfopt
