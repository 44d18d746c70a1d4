#include "exchange/workload_jsonl.hpp"

#include <cmath>
#include <functional>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include <selfopt/error.hpp>

#include "exchange/fields.hpp"
#include "exchange/json_line.hpp"
#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

// What is wrong with the value of one key; the caller adds which key and where.
struct WrongType {
  const char* expected;
};

std::string read_text(const Json& value) {
  if (!value.is_string()) throw WrongType{"a string"};
  return value.get<std::string>();
}

double read_number(const Json& value) {
  if (!value.is_number()) throw WrongType{"a number"};
  return value.get<double>();
}

// So many calls that sums over lines cannot overflow.
std::int64_t read_count(const Json& value) {
  constexpr double k_limit = 1e15;
  const double number = read_number(value);
  if (number < 0 || number > k_limit || number != std::floor(number))
    throw WrongType{"a whole number from 0 to 10^15"};
  return value.is_number_float() ? static_cast<std::int64_t>(number) : value.get<std::int64_t>();
}

void read_params(WorkloadQuery& query, const Json& value) {
  if (!value.is_array()) throw WrongType{"an array"};
  for (const Json& param : value) {
    if (param.is_null())
      query.params.emplace_back();
    else
      query.params.emplace_back(param.is_string() ? param.get<std::string>() : param.dump());
  }
}

void read_times(WorkloadQuery& query, const Json& value) {
  if (!value.is_array()) throw WrongType{"an array"};
  for (const Json& time : value)
    query.times_ms.push_back(read_number(time));
}

using Setter = std::function<void(WorkloadQuery&, const Json&)>;

Setter text_member(std::string WorkloadQuery::*member) {
  return [member](WorkloadQuery& query, const Json& value) { query.*member = read_text(value); };
}
Setter number_member(std::optional<double> WorkloadQuery::*member) {
  return [member](WorkloadQuery& query, const Json& value) { query.*member = read_number(value); };
}

const std::unordered_map<std::string, Setter>& setters() {
  using Query = WorkloadQuery;
  static const std::unordered_map<std::string, Setter> map{
      {"query_hash", text_member(&Query::query_hash)},
      {"name", text_member(&Query::name)},
      {"sql", text_member(&Query::sql)},
      {"calls", [](Query& query, const Json& value) { query.calls = read_count(value); }},
      {"total_ms", number_member(&Query::total_ms)},
      {"mean_ms", number_member(&Query::mean_ms)},
      {"stddev_ms", number_member(&Query::stddev_ms)},
      {"max_ms", number_member(&Query::max_ms)},
      {"rows", number_member(&Query::rows)},
      {"source", text_member(&Query::source)},
      {"params", read_params},
      {"times_ms", read_times},
      {"shared_blks_hit", number_member(&Query::shared_blks_hit)},
      {"shared_blks_read", number_member(&Query::shared_blks_read)},
      {"temp_blks_written", number_member(&Query::temp_blks_written)},
      {"cpu_ms", number_member(&Query::cpu_ms)},
      {"peak_memory_bytes",
       [](Query& query, const Json& value) { query.peak_memory_bytes = read_count(value); }},
      {"plan_hash", text_member(&Query::plan_hash)},
      {"plan", [](Query& query, const Json& value) { query.plan_json = value.dump(); }},
      {"database", text_member(&Query::database)},
      {"user", text_member(&Query::user)},
      {"first_seen", text_member(&Query::first_seen)},
      {"last_seen", text_member(&Query::last_seen)},
      {"error", text_member(&Query::error)},
  };
  return map;
}

}  // namespace

Error line_error(const std::string& where, const std::string& what) {
  return Error(ErrorKind::input, where + ": " + what, {},
               "Workload lines are JSON objects with at least \"sql\": see man selfopt-formats.");
}

Json parse_line(std::string_view line, const std::string& where) {
  if (json_depth(line) > k_deepest_json) throw line_error(where, "the JSON is nested too deeply");
  try {
    Json json = Json::parse(line);
    if (!json.is_object()) throw line_error(where, "not a JSON object");
    return json;
  } catch (const Json::parse_error& error) {
    throw line_error(where + ":" + std::to_string(error.byte), "not valid JSON");
  } catch (const Json::exception&) {
    throw line_error(where, "the JSON holds a number that is out of range");
  }
}

WorkloadQuery read_workload_object(const Json& json, const std::string& where) {
  if (!json.contains("sql")) throw line_error(where, "\"sql\" is missing");
  WorkloadQuery query;
  Json others;
  for (const auto& [key, value] : json.items()) {
    const auto setter = setters().find(key);
    if (setter == setters().end()) {
      others[key] = value;
      continue;
    }
    if (value.is_null()) continue;
    try {
      setter->second(query, value);
    } catch (const WrongType& wrong) {
      throw line_error(where, "\"" + key + "\" is not " + wrong.expected);
    }
  }
  if (!others.is_null()) query.other_keys = others.dump();
  return query;
}

WorkloadQuery read_workload_line(std::string_view line, const std::string& where) {
  return read_workload_object(parse_line(line, where), where);
}

std::string write_workload_line(const WorkloadQuery& query) {
  std::string line;
  JsonObject object(line);
  object.text("query_hash", query.query_hash);
  FieldValue value;
  for (const auto& field : workload_fields()) {
    field.get(query, value);
    append_member(object, field.name, value);
  }
  object.members_of(query.other_keys);
  object.end();
  return line += '\n';
}

}  // namespace selfopt::exchange
