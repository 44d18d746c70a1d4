#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>
#include <selfopt/recommendations.hpp>

#include "env/files.hpp"

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_schema = "selfopt.recommendations/1";

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json write_runner_up(const std::optional<RunnerUp>& other) {
  if (!other) return nullptr;
  return {{"index", other->index},
          {"size_bytes", other->size_bytes},
          {"cost", other->cost},
          {"reason", other->reason}};
}

Json write_one(const Recommendation& advice) {
  Json out{{"id", advice.id},
           {"kind", to_string(advice.kind)},
           {"table", advice.table},
           {"name", advice.name},
           {"columns", advice.columns},
           {"include", advice.include},
           {"where", or_null(advice.where)},
           {"method", advice.method},
           {"ddl", advice.ddl},
           {"undo_ddl", advice.undo_ddl},
           {"size_bytes", advice.size_bytes},
           {"cost_before", advice.cost_before},
           {"cost_after", advice.cost_after},
           {"benefit", advice.benefit},
           {"saving_ms", or_null(advice.saving_ms)},
           {"write_cost_ms", or_null(advice.write_cost_ms)},
           {"confidence", or_null(advice.confidence)},
           {"verified", advice.verified},
           {"reason", advice.reason},
           {"queries", Json::array()}};
  for (const QueryCost& query : advice.queries) {
    Json cost{{"query_hash", query.query_hash},
              {"cost_before", query.cost_before},
              {"cost_after", query.cost_after},
              {"plan_change", query.plan_change}};
    if (!query.rewritten.empty()) cost["rewritten"] = query.rewritten;
    out["queries"].push_back(std::move(cost));
  }
  if (advice.refresh_cost) out["refresh_cost"] = *advice.refresh_cost;
  out["runner_up"] = write_runner_up(advice.runner_up);
  return out;
}

Json write_represented(const std::optional<Represented>& represented) {
  if (!represented) return nullptr;
  return {{"statements", represented->statements}, {"distance", represented->distance}};
}

Json write_clone(const PlannedOnClone& clone) {
  return {{"server_version", clone.server_version}, {"differences", clone.differences}};
}

Json write_workload(const Recommendations& advice) {
  Json out{{"queries", advice.queries},
           {"calls", advice.calls},
           {"represented", write_represented(advice.represented)},
           {"cost_before", advice.cost_before},
           {"cost_after", advice.cost_after},
           {"lower_bound", or_null(advice.lower_bound)},
           {"gap", or_null(advice.gap)},
           {"inexact", advice.inexact},
           {"unsupported", Json::array()}};
  for (const UnsupportedQuery& query : advice.unsupported)
    out["unsupported"].push_back({{"query_hash", query.query_hash}, {"reason", query.reason}});
  if (advice.slowest_node_before) out["slowest_node_before"] = *advice.slowest_node_before;
  if (advice.slowest_node_after) out["slowest_node_after"] = *advice.slowest_node_after;
  return out;
}

// Reads members of one object and says which one is wrong.
class Reader {
 public:
  Reader(const Json& object, std::string where) : m_object(object), m_where(std::move(where)) {
    if (!object.is_object()) fail("is not an object");
  }

  template <typename T>
  T required(const char* key) const {
    if (!m_object.contains(key)) fail(fmt::format("has no \"{}\"", key));
    return convert<T>(key);
  }
  template <typename T>
  T value_or(const char* key, T fallback) const {
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? fallback : convert<T>(key);
  }
  template <typename T>
  std::optional<T> optional(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end() || found->is_null()) return std::nullopt;
    return convert<T>(key);
  }

 private:
  template <typename T>
  T convert(const char* key) const {
    try {
      return m_object.at(key).get<T>();
    } catch (const nlohmann::json::exception&) {
      fail(fmt::format("has a \"{}\" of the wrong type", key));
    }
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::input, fmt::format("{} {}", m_where, what), {},
                "The document must be what selfopt recommend writes.");
  }

  const Json& m_object;
  std::string m_where;
};

RecommendationKind read_kind(const std::string& text, const std::string& where) {
  using enum RecommendationKind;
  for (const auto kind : {create_index, drop_index, reindex, analyze, vacuum, create_statistics,
                          create_materialized_view, cluster, distribute})
    if (to_string(kind) == text) return kind;
  throw Error(ErrorKind::input, fmt::format("{} has the unknown kind \"{}\"", where, text), {},
              "A newer selfopt may have written it.");
}

Recommendation read_one(const Json& object, const std::string& where) {
  const Reader reader(object, where);
  Recommendation out;
  out.id = reader.required<std::string>("id");
  out.kind = read_kind(reader.required<std::string>("kind"), where);
  out.table = reader.required<std::string>("table");
  out.name = reader.required<std::string>("name");
  out.ddl = reader.required<std::string>("ddl");
  out.columns = reader.value_or("columns", out.columns);
  out.include = reader.value_or("include", out.include);
  out.where = reader.optional<std::string>("where");
  out.method = reader.value_or("method", out.method);
  out.undo_ddl = reader.value_or("undo_ddl", out.undo_ddl);
  out.size_bytes = reader.value_or("size_bytes", out.size_bytes);
  out.cost_before = reader.value_or("cost_before", 0.0);
  out.cost_after = reader.value_or("cost_after", 0.0);
  out.benefit = reader.value_or("benefit", 0.0);
  out.saving_ms = reader.optional<double>("saving_ms");
  out.write_cost_ms = reader.optional<double>("write_cost_ms");
  out.confidence = reader.optional<double>("confidence");
  out.verified = reader.value_or("verified", true);
  out.reason = reader.value_or("reason", out.reason);
  for (const Json& query : object.value("queries", Json::array())) {
    const Reader cost(query, where + ".queries");
    out.queries.push_back({cost.required<std::string>("query_hash"),
                           cost.value_or("cost_before", 0.0), cost.value_or("cost_after", 0.0),
                           cost.value_or("plan_change", std::string())});
  }
  if (const auto other = object.find("runner_up"); other != object.end() && !other->is_null()) {
    const Reader runner(*other, where + ".runner_up");
    out.runner_up = RunnerUp{
        runner.required<std::string>("index"), runner.value_or("size_bytes", out.size_bytes),
        runner.value_or("cost", 0.0), runner.value_or("reason", std::string())};
  }
  return out;
}

void read_workload(const Json& object, const std::string& where, Recommendations& out) {
  const Reader reader(object, where + ": \"workload\"");
  out.queries = reader.value_or("queries", out.queries);
  out.calls = reader.value_or("calls", out.calls);
  out.cost_before = reader.value_or("cost_before", 0.0);
  out.cost_after = reader.value_or("cost_after", 0.0);
  out.slowest_node_before = reader.optional<double>("slowest_node_before");
  out.slowest_node_after = reader.optional<double>("slowest_node_after");
  out.lower_bound = reader.optional<double>("lower_bound");
  out.gap = reader.optional<double>("gap");
  out.inexact = reader.value_or("inexact", out.inexact);
}

}  // namespace

std::string to_json(const Recommendations& advice) {
  Json out{{"schema", k_schema},
           {"database", advice.database},
           {"server_version", advice.server_version},
           {"generated_at", advice.generated_at},
           {"workload", write_workload(advice)},
           {"budget_bytes", or_null(advice.budget_bytes)},
           {"used_bytes", advice.used_bytes},
           {"what_if_calls", advice.what_if_calls},
           {"elapsed_ms", advice.elapsed_ms}};
  if (advice.clone) out["clone"] = write_clone(*advice.clone);
  out["recommendations"] = Json::array();
  out["rejected"] = Json::array();
  for (const Recommendation& one : advice.recommendations)
    out["recommendations"].push_back(write_one(one));
  for (const RejectedCandidate& one : advice.rejected)
    out["rejected"].push_back({{"candidate", one.candidate}, {"reason", one.reason}});
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Recommendations recommendations_from_json(std::string_view json, const std::string& where) {
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded())
    throw Error(ErrorKind::input, fmt::format("{} is not JSON", where), {},
                "Give the file that selfopt recommend -o FILE wrote.");
  const Reader reader(document, where);
  if (const auto schema = reader.required<std::string>("schema"); schema != k_schema)
    throw Error(ErrorKind::input,
                fmt::format("{} has schema \"{}\", not \"{}\"", where, schema, k_schema), {},
                "Make it again with this version of selfopt recommend.");
  Recommendations out;
  out.database = reader.value_or("database", out.database);
  out.server_version = reader.value_or("server_version", 0);
  out.generated_at = reader.value_or("generated_at", out.generated_at);
  out.budget_bytes = reader.optional<std::int64_t>("budget_bytes");
  out.used_bytes = reader.value_or("used_bytes", out.used_bytes);
  out.what_if_calls = reader.value_or("what_if_calls", out.what_if_calls);
  out.elapsed_ms = reader.value_or("elapsed_ms", 0.0);
  if (document.contains("workload")) read_workload(document["workload"], where, out);
  const Json& list = document.contains("recommendations") ? document["recommendations"] : Json();
  if (!list.is_array())
    throw Error(ErrorKind::input, fmt::format("{} has no list \"recommendations\"", where));
  for (std::size_t i = 0; i < list.size(); ++i)
    out.recommendations.push_back(
        read_one(list[i], fmt::format("{}: recommendations[{}]", where, i)));
  return out;
}

Recommendations load_recommendations(const std::string& path) {
  return recommendations_from_json(env::read_whole(path), path == "-" ? "standard input" : path);
}

}  // namespace selfopt
