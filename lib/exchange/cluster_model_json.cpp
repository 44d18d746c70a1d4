#include <cmath>
#include <initializer_list>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/clusters.hpp>
#include <selfopt/error.hpp>

#include "env/files.hpp"
#include "env/hash.hpp"
#include "exchange/cluster_fields.hpp"

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_schema = "selfopt.cluster_model/1";

// Of everything but the hash itself; numbers are written so that they read back as they were.
std::string hash_of(Json document) {
  document.erase("hash");
  return env::stable_hash_hex(document.dump(-1, ' ', true, Json::error_handler_t::replace));
}

Json write_centre(const ClusterModel::Centre& centre) {
  Json out = exchange::write_cluster(centre.cluster);
  out["centre"] = Json::array();
  for (const auto& [word, value] : centre.values)
    out["centre"].push_back({word, value});
  return out;
}

// Any word of the values of an enumeration that starts at 0.
template <typename Enum>
Enum read_word(const Json& object, const char* key, std::initializer_list<Enum> values) {
  const auto word = object.at(key).get<std::string>();
  for (const Enum value : values)
    if (to_string(value) == word) return value;
  throw Json::other_error::create(501, fmt::format("{} \"{}\" is not known", key, word), nullptr);
}

template <typename T>
std::optional<T> optional(const Json& object, const char* key) {
  const Json& value = object.at(key);
  if (value.is_null()) return std::nullopt;
  return value.get<T>();
}

Cluster read_cluster(const Json& object) {
  Cluster cluster;
  object.at("cluster").get_to(cluster.id);
  object.at("name").get_to(cluster.name);
  object.at("queries").get_to(cluster.queries);
  object.at("calls").get_to(cluster.calls);
  cluster.total_ms = optional<double>(object, "total_ms");
  object.at("share_of_calls").get_to(cluster.share_of_calls);
  cluster.share_of_time = optional<double>(object, "share_of_time");
  object.at("silhouette").get_to(cluster.silhouette);
  object.at("radius").get_to(cluster.radius);
  object.at("medoid").at("query_hash").get_to(cluster.medoid_hash);
  object.at("medoid").at("sql").get_to(cluster.medoid_sql);
  object.at("tokens").get_to(cluster.tokens);
  return cluster;
}

ClusterModel::Centre read_centre(const Json& object, std::size_t words) {
  ClusterModel::Centre centre{read_cluster(object), {}};
  int last = -1;
  for (const Json& entry : object.at("centre")) {
    const int word = entry.at(0).get<int>();
    if (word <= last || static_cast<std::size_t>(word) >= words)
      throw Json::other_error::create(501, "a centre has a word that does not exist", nullptr);
    last = word;
    centre.values.emplace_back(word, entry.at(1).get<double>());
  }
  return centre;
}

ClusterModel read_model(const Json& document) {
  ClusterModel model;
  using enum ClusterMethod;
  model.method = read_word<ClusterMethod>(document, "method", {kmeans, dbscan, agglomerative});
  using enum ClusterFeatures;
  model.features = read_word<ClusterFeatures>(document, "features", {structure, tfidf});
  model.weight = document.at("weight") == "time" ? Weight::time : Weight::calls;
  document.at("seed").get_to(model.seed);
  document.at("outlier_distance").get_to(model.outlier_distance);
  document.at("unknown_weight").get_to(model.unknown_weight);
  const Json& quality = document.at("quality");
  quality.at("silhouette").get_to(model.quality.silhouette);
  quality.at("silhouette_of").get_to(model.quality.silhouette_of);
  quality.at("inertia").get_to(model.quality.inertia);
  model.quality.stability = optional<double>(quality, "stability");
  for (const Json& word : document.at("words"))
    model.words.push_back({word.at(0).get<std::string>(), word.at(1).get<double>()});
  for (const Json& centre : document.at("clusters"))
    model.centres.push_back(read_centre(centre, model.words.size()));
  return model;
}

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw Error(ErrorKind::input, fmt::format("{} {}", where, why), {},
              "Make the model again with selfopt cluster --model FILE.");
}

void check_version(const Json& document, const std::string& where) {
  const Json schema = document.is_object() ? document.value("schema", Json()) : Json();
  if (!schema.is_string()) refuse(where, "is not a model of clusters: it has no \"schema\"");
  if (schema != k_schema)
    refuse(where,
           fmt::format("has schema \"{}\", not \"{}\"", schema.get<std::string>(), k_schema));
}

}  // namespace

std::string to_json(const ClusterModel& model) {
  Json out{{"schema", k_schema},
           {"hash", ""},
           {"method", to_string(model.method)},
           {"features", to_string(model.features)},
           {"weight", model.weight == Weight::time ? "time" : "calls"},
           {"seed", model.seed},
           {"outlier_distance", model.outlier_distance},
           {"unknown_weight", model.unknown_weight},
           {"quality", exchange::write_quality(model.quality)},
           {"words", Json::array()},
           {"clusters", Json::array()}};
  for (const ClusterModel::Word& word : model.words)
    out["words"].push_back({word.text, word.weight});
  for (const ClusterModel::Centre& centre : model.centres)
    out["clusters"].push_back(write_centre(centre));
  // What is not UTF-8 is replaced first, or the hash would be of something else.
  out = Json::parse(out.dump(-1, ' ', false, Json::error_handler_t::replace));
  out["hash"] = hash_of(out);
  return out.dump(1) + "\n";
}

ClusterModel cluster_model_from_json(const std::string& json, const std::string& where) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) refuse(where, "is not JSON, or only a part of it");
  check_version(document, where);
  if (document.value("hash", Json()) != hash_of(document))
    refuse(where, "is damaged: its contents do not have the hash that it names");
  try {
    return read_model(document);
  } catch (const Json::exception& error) {
    refuse(where, fmt::format("is damaged: {}", error.what()));
  }
}

ClusterModel load_cluster_model(const std::string& path) {
  return cluster_model_from_json(env::read_whole(path),
                                 path == "-" ? "standard input" : "\"" + path + "\"");
}

}  // namespace selfopt
