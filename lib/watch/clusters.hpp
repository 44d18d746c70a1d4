#pragma once

#include <optional>

#include <selfopt/nouns/clusters.hpp>
#include <selfopt/nouns/watch_status.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt::loop {

/// What kinds of statements a workload has, and how far it has moved away from the one that the
/// database was last changed for.
class WorkloadClusters {
 public:
  /// Groups the statements.
  /// \param status receives the number of clusters, the largest of them, and the drift
  void look(const Workload& workload, WatchStatus& status);

  /// The database was changed for the workload seen last: from now on drift is measured from there.
  void changed();

 private:
  std::optional<ClusterModel> m_seen;
  std::optional<ClusterModel> m_changed_for;  ///< or the first that was seen
};

}  // namespace selfopt::loop
