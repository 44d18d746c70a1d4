#pragma once

#include <string>

#include <selfopt/nouns/clusters.hpp>

/// Clusters as text, for programs and for people (man selfopt-formats).
namespace selfopt {

/// \returns the document "selfopt.clusters/1", indented, with a final line end.
std::string to_json(const Clusters& clusters);
/// \returns the document "selfopt.cluster_drift/1", indented, with a final line end.
std::string to_json(const ClusterDrift& drift);

/// \returns a statement with its cluster as one Workload line that also has cluster, distance,
///          cluster_name and outlier.
std::string to_jsonl(const ClusteredQuery& query, const std::string& cluster_name);
/// \returns the line before the first of `to_csv`.
std::string clusters_csv_header();
/// \returns query_hash, cluster, distance, cluster_name, outlier, calls, total_ms.
std::string to_csv(const ClusteredQuery& query, const std::string& cluster_name);

/// \returns a map of the workload: each cluster a rectangle, as large as its share of the weight,
/// in
///          it its statements. Readable on light and dark ground, without scripts or outside
///          resources.
std::string to_svg(const Clusters& clusters);
/// \returns the map and a table of the clusters as one page.
std::string to_html(const Clusters& clusters);

/// \returns the document "selfopt.cluster_model/1" with a hash of its contents.
std::string to_json(const ClusterModel& model);
/// \param where for messages, for example a file's name
/// \throws Error{input} if it is not JSON, not a model, of an unknown version, or damaged
ClusterModel cluster_model_from_json(const std::string& json, const std::string& where);
/// The same from a file, "-" is standard input.
ClusterModel load_cluster_model(const std::string& path);

}  // namespace selfopt
