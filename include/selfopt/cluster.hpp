#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/clusters.hpp>
#include <selfopt/nouns/workload.hpp>

/// A workload's shape: which statements belong together.
namespace selfopt {

/// How statements are grouped. Every distinct statement (fingerprint) is one row.
struct ClusterOptions {
  ClusterMethod method = ClusterMethod::kmeans;
  ClusterFeatures features = ClusterFeatures::structure;
  Weight weight = Weight::calls;  ///< what a statement counts by: in full in shares and names, by
                                  ///< its logarithm in centres
  /// Clusters of kmeans and agglomerative. Absent: the most that keep the mean silhouette within 3
  /// per cent of the greatest.
  std::optional<std::int64_t> k;
  std::optional<double> eps;     ///< of dbscan, 0 to 2; absent: where the k-distance curve bends
  std::int64_t min_samples = 2;  ///< of dbscan: neighbours that make a core, itself included
  std::optional<double> cut;     ///< of agglomerative: mean distance at which merging stops, 0 to 2
  /// Tokens that are compared, the most frequent ones. Absent: 1000 of tfidf, 4096 of structure.
  std::optional<std::int64_t> max_features;
  std::int64_t restarts = 10;  ///< of kmeans
  std::uint64_t seed = 42;     ///< the same seed, the same result, on every machine
  bool stability = true;       ///< also cluster random parts, to see whether the same comes out
  int jobs = 1;                ///< threads that parse; the result does not depend on it
};

struct ClusterResult {
  Clusters clusters;
  ClusterModel model;
};

/// Reads SQL, Workload lines or Features lines, "-" is standard input, and groups the statements.
///
/// No statement gives no cluster; statements that do not parse are in none. More clusters than
/// distinct statements are not made. Where no number of clusters fits (silhouette below 0.25),
/// statements that have at least half in common belong together.
/// \throws Error{input} for a file that cannot be read, or more statements than agglomerative can
///         take; Error::interrupted
ClusterResult cluster(const std::vector<std::string>& inputs, const ClusterOptions& options);

/// The same for a workload that has been read.
ClusterResult cluster(const Workload& workload, const ClusterOptions& options);

/// Labels statements as they come, in order and in constant memory.
/// \param on_query receives each statement of the input, with its own calls and times
/// \throws as cluster
void predict_clusters(const ClusterModel& model, const std::vector<std::string>& inputs, int jobs,
                      const std::function<void(const ClusteredQuery&)>& on_query);

/// Says how a workload differs from the one that \p model was made of. Statements that none of its
/// clusters fits are grouped by the model's own method.
/// \throws as cluster
ClusterDrift compare_clusters(const ClusterModel& model, const std::vector<std::string>& inputs,
                              int jobs);

/// The same for a workload that has been read.
ClusterDrift compare_clusters(const ClusterModel& model, const Workload& workload);

}  // namespace selfopt
