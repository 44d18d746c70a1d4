#include <nlohmann/json.hpp>

#include <selfopt/clusters.hpp>

#include "exchange/cluster_fields.hpp"

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::string_view weight_name(Weight weight) {
  return weight == Weight::time ? "time" : "calls";
}

std::string document(const Json& out) {
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

namespace exchange {

Json write_cluster(const Cluster& cluster) {
  return {{"cluster", cluster.id},
          {"name", cluster.name},
          {"queries", cluster.queries},
          {"calls", cluster.calls},
          {"total_ms", or_null(cluster.total_ms)},
          {"share_of_calls", cluster.share_of_calls},
          {"share_of_time", or_null(cluster.share_of_time)},
          {"silhouette", cluster.silhouette},
          {"radius", cluster.radius},
          {"medoid", {{"query_hash", cluster.medoid_hash}, {"sql", cluster.medoid_sql}}},
          {"tokens", cluster.tokens}};
}

Json write_quality(const ClusterQuality& quality) {
  return {{"silhouette", quality.silhouette},
          {"silhouette_of", quality.silhouette_of},
          {"inertia", quality.inertia},
          {"stability", or_null(quality.stability)}};
}

}  // namespace exchange

std::string to_json(const Clusters& clusters) {
  Json out{{"schema", "selfopt.clusters/1"},
           {"method", to_string(clusters.method)},
           {"features", to_string(clusters.features)},
           {"weight", weight_name(clusters.weight)},
           {"seed", clusters.seed},
           {"eps", or_null(clusters.eps)},
           {"statements", clusters.statements},
           {"unparsed", clusters.unparsed},
           {"quality", exchange::write_quality(clusters.quality)},
           {"clusters", Json::array()},
           {"queries", Json::array()}};
  for (const Cluster& cluster : clusters.clusters)
    out["clusters"].push_back(exchange::write_cluster(cluster));
  for (const ClusteredQuery& query : clusters.queries)
    out["queries"].push_back({{"query_hash", query.query.query_hash},
                              {"cluster", query.cluster},
                              {"distance", or_null(query.distance)},
                              {"outlier", query.outlier},
                              {"calls", query.query.calls},
                              {"total_ms", or_null(query.query.total_ms)},
                              {"sql", query.query.sql}});
  return document(out);
}

std::string to_json(const ClusterDrift& drift) {
  Json out{{"schema", "selfopt.cluster_drift/1"},
           {"weight", weight_name(drift.weight)},
           {"drift", drift.drift},
           {"new_share", drift.new_share},
           {"clusters", Json::array()}};
  for (const ClusterDrift::Line& line : drift.lines)
    out["clusters"].push_back({{"cluster", line.cluster < 0 ? Json(nullptr) : Json(line.cluster)},
                               {"name", line.name},
                               {"change", to_string(line.change)},
                               {"share_before", line.share_before},
                               {"share_after", line.share_after},
                               {"queries_before", line.queries_before},
                               {"queries_after", line.queries_after},
                               {"medoid_sql", line.medoid_sql}});
  return document(out);
}

}  // namespace selfopt
