#include "report/time_by_cluster.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include <selfopt/cluster.hpp>

#include "timeline/layers.hpp"

namespace selfopt {
namespace {

Workload costliest_of(const std::vector<StatementPerformance>& statements) {
  Workload workload;
  for (const StatementPerformance& statement : statements) {
    if (workload.size() == k_most_clustered) break;
    if (statement.query_hash.empty() || statement.sql.empty()) continue;
    WorkloadQuery& query = workload.emplace_back();
    query.query_hash = statement.query_hash;
    query.sql = statement.sql;
    query.calls = statement.calls;
    query.total_ms = statement.total_ms;
  }
  return workload;
}

Clusters clusters_of(const Workload& workload) {
  ClusterOptions options;
  options.weight = Weight::time;
  options.stability = false;
  return workload.empty() ? Clusters() : cluster(workload, options).clusters;
}

}  // namespace

std::vector<TimelineLayer> time_by_cluster(const Workload& rows,
                                           const std::vector<StatementPerformance>& statements,
                                           std::optional<TimeSpan> period) {
  const Clusters found = clusters_of(costliest_of(statements));
  std::unordered_map<std::string, int> clusters;
  for (const ClusteredQuery& one : found.queries)
    clusters.emplace(one.query.query_hash, one.cluster);
  std::map<int, Workload> by_cluster;
  for (const WorkloadQuery& row : rows) {
    const auto cluster = clusters.find(row.query_hash);
    by_cluster[cluster == clusters.end() ? -1 : cluster->second].push_back(row);
  }
  return cluster_layers(by_cluster, found.clusters, period);
}

}  // namespace selfopt
