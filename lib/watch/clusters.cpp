#include "watch/clusters.hpp"

#include <selfopt/cluster.hpp>

namespace selfopt::loop {

void WorkloadClusters::look(const Workload& workload, WatchStatus& status) {
  ClusterOptions options;
  options.stability = false;  // takes most of the time, and nobody looks at it here
  ClusterResult found = cluster(workload, options);
  status.clusters = std::ssize(found.clusters.clusters);
  status.largest_cluster.clear();
  if (!found.clusters.clusters.empty()) {
    const Cluster& largest = found.clusters.clusters.front();
    status.largest_cluster = largest.name;
    status.largest_share = largest.share_of_calls;
  }
  status.drift = m_changed_for ? compare_clusters(*m_changed_for, workload).drift : 0;
  m_seen = std::move(found.model);
  if (!m_changed_for) m_changed_for = m_seen;
}

void WorkloadClusters::changed() {
  m_changed_for = m_seen;
}

}  // namespace selfopt::loop
