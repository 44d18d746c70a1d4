#include "exchange/baseline_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/plan_lines.hpp"
#include "exchange/readable_json.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_schema_stem = "selfopt.baseline/";
constexpr const char* k_schema = "selfopt.baseline/1";
constexpr const char* k_repair =
    "Take the file back from version control, or delete it and run with --update.";
constexpr double k_most_blocks = 4'294'967'295;    // of a table: block numbers have 32 bits
constexpr double k_highest_version = 999'999'999;  // far more than there will be

Json sql_lines(const std::string& sql) {
  Json lines = Json::array();
  for (std::size_t begin = 0; begin <= sql.size();) {
    const std::size_t end = std::min(sql.find('\n', begin), sql.size());
    lines.push_back(sql.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

Json params_of(const Observation& seen) {
  Json params = Json::array();
  for (const auto& value : seen.params)
    params.push_back(value ? Json(*value) : Json(nullptr));
  return params;
}

Json tables_of(const Observation& seen) {
  Json tables = Json::object();
  for (const auto& [name, state] : seen.tables) {
    Json one{{"rows", state.rows}, {"blocks", state.blocks}};
    if (state.visible) one["visible"] = *state.visible;
    tables[name] = std::move(one);
  }
  return tables;
}

void set_if_known(Json& out, const char* key, const std::optional<double>& value) {
  if (value) out[key] = *value;
}

Json prediction_of(const Observation& seen) {
  Json out{{"model", seen.model}};
  set_if_known(out, "predicted_ms", seen.prediction.predicted_ms);
  set_if_known(out, "low_ms", seen.prediction.low_ms);
  set_if_known(out, "high_ms", seen.prediction.high_ms);
  if (!seen.prediction.reason.empty()) out["reason"] = seen.prediction.reason;
  return out;
}

Json write_one(const Observation& seen) {
  Json out{{"id", seen.id},
           {"query_hash", seen.query_hash},
           {"sql", sql_lines(seen.sql)},
           {"server_version", seen.server_version},
           {"settings", seen.settings},
           {"tables", tables_of(seen)},
           {"cost", seen.plan.total_cost}};
  if (!seen.params.empty()) out["params"] = params_of(seen);
  set_if_known(out, "rows", seen.rows);
  set_if_known(out, "blocks", seen.blocks);
  set_if_known(out, "temp_blocks", seen.temp_blocks);
  set_if_known(out, "processed_rows", seen.processed_rows);
  if (!seen.times_ms.empty()) out["times_ms"] = seen.times_ms;
  if (!seen.model.empty()) out["prediction"] = prediction_of(seen);
  out["plan_hash"] = seen.plan_hash;
  out["plan"] = plan_lines(seen.plan);
  return out;
}

// Reads one observation and says which member is wrong.
class Reader {
 public:
  Reader(const Json& object, std::string where) : m_object(object), m_where(std::move(where)) {
    if (!object.is_object()) fail("is not an object");
  }

  Observation read() const {
    Observation seen;
    seen.id = text("id");
    seen.query_hash = text("query_hash");
    seen.sql = read_sql();
    if (seen.id.empty()) fail("has an empty \"id\"");
    const double version = number("server_version");
    if (version > k_highest_version) fail("has a \"server_version\" that there is not");
    seen.server_version = static_cast<int>(version);
    for (const auto& [name, value] : member("settings", Json::value_t::object).items())
      seen.settings[name] = value.is_string() ? value.get<std::string>() : value.dump();
    read_tables(seen);
    read_params(seen);
    seen.rows = optional_number("rows");
    seen.blocks = optional_number("blocks");
    seen.temp_blocks = optional_number("temp_blocks");
    seen.processed_rows = optional_number("processed_rows");
    read_times(seen);
    read_prediction(seen);
    seen.plan_hash = text("plan_hash");
    if (!read_plan_lines(member("plan", Json::value_t::array), seen.plan))
      fail("has a \"plan\" that is no list of nodes, each at most one deeper than the one before");
    seen.plan.total_cost = number("cost");
    return seen;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::input, fmt::format("{} {}", m_where, what), {}, k_repair);
  }

  const Json& member(const char* key, Json::value_t type) const {
    const auto found = m_object.find(key);
    if (found == m_object.end()) fail(fmt::format("has no \"{}\"", key));
    if (found->type() != type) fail(fmt::format("has a \"{}\" of the wrong type", key));
    return *found;
  }

  std::string text(const char* key) const {
    return member(key, Json::value_t::string).get<std::string>();
  }

  double number(const char* key) const {
    const auto value = optional_number(key);
    if (!value) fail(fmt::format("has no \"{}\"", key));
    return *value;
  }

  std::optional<double> optional_number(const char* key) const {
    const auto found = m_object.find(key);
    if (found == m_object.end() || found->is_null()) return std::nullopt;
    if (!found->is_number()) fail(fmt::format("has a \"{}\" that is no number", key));
    const auto value = found->get<double>();
    if (value < 0 || !std::isfinite(value)) fail(fmt::format("has a \"{}\" below zero", key));
    return value;
  }

  std::string read_sql() const {
    std::string sql;
    bool first = true;
    for (const Json& line : member("sql", Json::value_t::array)) {
      if (!line.is_string()) fail("has a \"sql\" that is no list of lines");
      if (!first) sql += '\n';
      sql += line.get<std::string>();
      first = false;
    }
    return sql;
  }

  void read_tables(Observation& seen) const {
    for (const auto& [name, state] : member("tables", Json::value_t::object).items()) {
      const bool good = is_number(state, "rows") && is_number(state, "blocks") &&
                        std::abs(state["blocks"].get<double>()) <= k_most_blocks &&
                        (!state.contains("visible") || is_number(state, "visible"));
      if (!good) fail(fmt::format("does not say rows and blocks of the table \"{}\"", name));
      TableState& read = seen.tables[name];
      read = {state["rows"].get<double>(), state["blocks"].get<std::int64_t>()};
      if (state.contains("visible")) read.visible = state["visible"].get<double>();
    }
  }

  static bool is_number(const Json& object, const char* key) {
    return object.is_object() && object.contains(key) && object[key].is_number();
  }

  void read_params(Observation& seen) const {
    if (!m_object.contains("params")) return;
    for (const Json& value : member("params", Json::value_t::array)) {
      if (!value.is_string() && !value.is_null())
        fail("has a value in \"params\" that is no string");
      seen.params.push_back(value.is_null() ? std::nullopt
                                            : std::optional(value.get<std::string>()));
    }
  }

  void read_times(Observation& seen) const {
    if (!m_object.contains("times_ms")) return;
    for (const Json& value : member("times_ms", Json::value_t::array)) {
      if (!value.is_number() || value.get<double>() <= 0)
        fail("has a time in \"times_ms\" that is not above zero");
      seen.times_ms.push_back(value.get<double>());
    }
  }

  void read_prediction(Observation& seen) const {
    if (!m_object.contains("prediction")) return;
    const Reader inner(m_object["prediction"], m_where + ".prediction");
    seen.model = inner.text("model");
    seen.prediction.predicted_ms = inner.optional_number("predicted_ms");
    seen.prediction.low_ms = inner.optional_number("low_ms");
    seen.prediction.high_ms = inner.optional_number("high_ms");
    if (inner.m_object.contains("reason")) seen.prediction.reason = inner.text("reason");
  }

  const Json& m_object;
  std::string m_where;
};

void check_schema(const Json& document, const std::string& where) {
  const auto found = document.find("schema");
  const std::string schema =
      found != document.end() && found->is_string() ? found->get<std::string>() : "";
  if (schema == k_schema) return;
  if (schema.starts_with(k_schema_stem))
    throw Error(
        ErrorKind::inconclusive,
        fmt::format("{} has the form \"{}\", this selfopt knows \"{}\"", where, schema, k_schema),
        {}, "Use the selfopt that wrote it, or record it anew: delete it, then --update.");
  throw Error(ErrorKind::input,
              fmt::format("{} is not a baseline: it has no schema \"{}\"", where, k_schema), {},
              "Name a file or folder that selfopt check --update wrote.");
}

}  // namespace

std::string write_baseline(const std::vector<Observation>& observations) {
  Json queries = Json::array();
  for (const Observation& seen : observations)
    queries.push_back(write_one(seen));
  return readable_json({{"schema", k_schema}, {"queries", std::move(queries)}});
}

std::vector<Observation> read_baseline(std::string_view json, const std::string& where) {
  Json document;
  try {
    document = Json::parse(json);
  } catch (const nlohmann::json::parse_error& error) {
    throw Error(ErrorKind::input, fmt::format("{} is not JSON (byte {})", where, error.byte), {},
                k_repair);
  } catch (const nlohmann::json::out_of_range&) {
    throw Error(ErrorKind::input, fmt::format("{} has a number that is too large", where), {},
                k_repair);
  }
  if (!document.is_object())
    throw Error(ErrorKind::input, fmt::format("{} is not a baseline: it is no JSON object", where));
  check_schema(document, where);
  const auto queries = document.find("queries");
  if (queries == document.end() || !queries->is_array())
    throw Error(ErrorKind::input, fmt::format("{} has no list \"queries\"", where));
  std::vector<Observation> observations;
  for (std::size_t i = 0; i < queries->size(); ++i)
    observations.push_back(Reader((*queries)[i], fmt::format("{}: queries[{}]", where, i)).read());
  return observations;
}

}  // namespace selfopt::exchange
