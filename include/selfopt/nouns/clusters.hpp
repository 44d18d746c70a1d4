#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// How statements are grouped.
enum class ClusterMethod { kmeans, dbscan, agglomerative };
std::string_view to_string(ClusterMethod method);

/// What statements are compared by.
enum class ClusterFeatures {
  structure,  ///< tables, kind, joins, conditions, groups, from the parse tree
  tfidf,      ///< words of the normalised text, rare ones counting more
};
std::string_view to_string(ClusterFeatures features);

/// Statements that belong together.
struct Cluster {
  int id = 0;        ///< from 0, the one with the most weight first
  std::string name;  ///< what its statements have in common, in words; unique in its Clusters
  std::int64_t queries = 0;  ///< distinct statements
  std::int64_t calls = 0;
  std::optional<double> total_ms;
  double share_of_calls = 0;            ///< 0 to 1
  std::optional<double> share_of_time;  ///< 0 to 1; absent if no time is known
  double silhouette = 0;                ///< mean of its statements
  double radius = 0;                    ///< cosine distance of its farthest statement to its centre
  std::string medoid_hash;              ///< the statement that is nearest to its centre
  std::string medoid_sql;
  std::vector<std::string> tokens;  ///< what sets it apart most, most telling first
};

/// One distinct statement and where it belongs.
struct ClusteredQuery {
  WorkloadQuery query;             ///< calls and total_ms are of all its occurrences
  int cluster = -1;                ///< Cluster::id; -1: in none
  std::optional<double> distance;  ///< cosine distance to the centre, 0 to 2; absent: in no cluster
  bool outlier = false;            ///< farther than what the cluster was made of, or in none
  std::string error;               ///< why it does not parse; empty if it does
};

/// How good a grouping is.
struct ClusterQuality {
  double silhouette = 0;            ///< mean over statements, -1 to 1; 0 with less than 2 clusters
  std::int64_t silhouette_of = 0;   ///< of how many statements it was computed
  double inertia = 0;               ///< mean cosine distance to the centres, weighted
  std::optional<double> stability;  ///< mean agreement (adjusted Rand index) with the clusters of
                                    ///< random parts of the statements; absent if too few
};

/// A workload in clusters.
struct Clusters {
  ClusterMethod method{};
  ClusterFeatures features{};
  Weight weight{};
  std::uint64_t seed = 0;
  std::optional<double> eps;    ///< of dbscan: given or found
  std::int64_t statements = 0;  ///< of the input
  std::int64_t unparsed = 0;    ///< how many distinct texts do not parse
  ClusterQuality quality;
  std::vector<Cluster> clusters;
  std::vector<ClusteredQuery> queries;  ///< in the order of the input; unparsed ones at the end
};

/// What is needed to say of a statement which of the clusters it belongs to.
struct ClusterModel {
  struct Word {
    std::string text;
    double weight = 1;
  };
  struct Centre {
    Cluster cluster;
    std::vector<std::pair<int, double>> values;  ///< number of a word, and its value; length 1
  };
  ClusterMethod method{};
  ClusterFeatures features{};
  Weight weight{};
  std::uint64_t seed = 0;
  double outlier_distance = 0;  ///< farther than this and than the cluster's radius is an outlier
  ClusterQuality quality;
  double unknown_weight = 1;  ///< what a token counts that is no word
  std::vector<Word> words;
  std::vector<Centre> centres;
};

/// What became of a cluster.
enum class ClusterChange { grew, shrank, same, appeared, vanished };
std::string_view to_string(ClusterChange change);

/// Two periods of a workload compared, cluster by cluster.
struct ClusterDrift {
  struct Line {
    int cluster = -1;  ///< of the model; -1: it is new
    std::string name;
    ClusterChange change{};
    double share_before = 0;  ///< of the weight, 0 to 1
    double share_after = 0;
    std::int64_t queries_before = 0;
    std::int64_t queries_after = 0;
    std::string medoid_sql;
  };
  Weight weight{};
  /// Half the sum of the differences of shares, 0 (the same) to 1 (nothing in common): the share of
  /// the weight that went from one cluster to another.
  double drift = 0;
  double new_share = 0;     ///< the weight of statements that no cluster of the model fits
  std::vector<Line> lines;  ///< most changed first
};

}  // namespace selfopt
