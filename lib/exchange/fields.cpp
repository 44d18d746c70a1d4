#include "exchange/fields.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace selfopt::exchange {
namespace {

using Query = WorkloadQuery;

template <auto Member>
void optional_number(const Query& query, FieldValue& value) {
  if (const auto& number = query.*Member)
    value.set_number(static_cast<double>(*number));
  else
    value.set_absent();
}
template <auto Member>
void text(const Query& query, FieldValue& value) {
  value.set_text_if(query.*Member);
}

void sql(const Query& query, FieldValue& value) {
  value.set_text(query.sql);
}
void calls(const Query& query, FieldValue& value) {
  value.set_count(query.calls);
}
void peak_memory(const Query& query, FieldValue& value) {
  if (query.peak_memory_bytes)
    value.set_count(*query.peak_memory_bytes);
  else
    value.set_absent();
}

void params(const Query& query, FieldValue& value) {
  std::string json;
  for (const auto& param : query.params) {
    json += json.empty() ? '[' : ',';
    if (param)
      append_json_string(json, *param);
    else
      json += "null";
  }
  json.empty() ? value.set_absent() : value.set_json(json + "]");
}

void times(const Query& query, FieldValue& value) {
  std::string json;
  for (const double time : query.times_ms) {
    json += json.empty() ? '[' : ',';
    append_json_number(json, time);
  }
  json.empty() ? value.set_absent() : value.set_json(json + "]");
}

void plan(const Query& query, FieldValue& value) {
  query.plan_json.empty() ? value.set_absent() : value.set_json(query.plan_json);
}

constexpr std::array k_workload_fields{
    Field<Query>{"name", text<&Query::name>},
    Field<Query>{"sql", sql},
    Field<Query>{"calls", calls},
    Field<Query>{"total_ms", optional_number<&Query::total_ms>},
    Field<Query>{"mean_ms", optional_number<&Query::mean_ms>},
    Field<Query>{"stddev_ms", optional_number<&Query::stddev_ms>},
    Field<Query>{"max_ms", optional_number<&Query::max_ms>},
    Field<Query>{"rows", optional_number<&Query::rows>},
    Field<Query>{"source", text<&Query::source>},
    Field<Query>{"params", params},
    Field<Query>{"times_ms", times},
    Field<Query>{"shared_blks_hit", optional_number<&Query::shared_blks_hit>},
    Field<Query>{"shared_blks_read", optional_number<&Query::shared_blks_read>},
    Field<Query>{"temp_blks_written", optional_number<&Query::temp_blks_written>},
    Field<Query>{"cpu_ms", optional_number<&Query::cpu_ms>},
    Field<Query>{"peak_memory_bytes", peak_memory},
    Field<Query>{"plan_hash", text<&Query::plan_hash>},
    Field<Query>{"plan", plan},
    Field<Query>{"database", text<&Query::database>},
    Field<Query>{"user", text<&Query::user>},
    Field<Query>{"first_seen", text<&Query::first_seen>},
    Field<Query>{"last_seen", text<&Query::last_seen>},
    Field<Query>{"error", text<&Query::error>},
};

template <auto Member>
void count(const Features& features, FieldValue& value) {
  value.set_count(features.*Member);
}
template <auto Member>
void boolean(const Features& features, FieldValue& value) {
  value.set_json(features.*Member ? "true" : "false");
}
template <auto Member>
void feature_text(const Features& features, FieldValue& value) {
  value.set_text(features.*Member);
}

void tables(const Features& features, FieldValue& value) {
  std::string& json = value.begin_json();
  json += '[';
  for (const std::string& table : features.tables) {
    if (json.size() > 1) json += ',';
    append_json_string(json, table);
  }
  json += ']';
}

void complexity(const Features& features, FieldValue& value) {
  value.set_number(features.complexity_score());
}

void append_column(std::string& json, const ColumnUse& use) {
  JsonObject object(json);
  object.text("table", use.table);
  object.text("column", use.column);
  object.text("role", to_string(use.role));
  if (!use.op.empty()) object.text("op", use.op);
  if (use.operand != Operand::none) object.text("operand", to_string(use.operand));
  if (!use.expression.empty()) object.text("expression", use.expression);
  if (use.under_or) object.json("under_or", "true");
  if (use.descending) object.json("descending", "true");
  object.end();
}

void columns(const Features& features, FieldValue& value) {
  std::string& json = value.begin_json();
  json += '[';
  for (const ColumnUse& use : features.columns) {
    if (json.size() > 1) json += ',';
    append_column(json, use);
  }
  json += ']';
}

void error(const Features& features, FieldValue& value) {
  if (!features.error)
    value.set_json("null");
  else if (features.error_position)
    value.set_text(*features.error + " at character " + std::to_string(*features.error_position));
  else
    value.set_text(*features.error);
}

constexpr std::array k_features_fields{
    Field<Features>{"query_hash", feature_text<&Features::query_hash>},
    Field<Features>{"normalized_query", feature_text<&Features::normalized_query>},
    Field<Features>{"statement_type", feature_text<&Features::statement_type>},
    Field<Features>{"tables", tables},
    Field<Features>{"joins", count<&Features::joins>},
    Field<Features>{"filters", count<&Features::filters>},
    Field<Features>{"aggregations", count<&Features::aggregations>},
    Field<Features>{"complexity_score", complexity},
    Field<Features>{"subqueries", count<&Features::subqueries>},
    Field<Features>{"ctes", count<&Features::ctes>},
    Field<Features>{"set_operations", count<&Features::set_operations>},
    Field<Features>{"window_functions", count<&Features::window_functions>},
    Field<Features>{"group_by", count<&Features::group_by>},
    Field<Features>{"order_by", count<&Features::order_by>},
    Field<Features>{"distinct", boolean<&Features::distinct>},
    Field<Features>{"limit", boolean<&Features::limit>},
    Field<Features>{"columns", columns},
    Field<Features>{"error", error},
};

}  // namespace

void FieldValue::set_absent() {
  kind = Kind::absent;
  value.clear();
}
void FieldValue::set_text(std::string_view text) {
  kind = Kind::text;
  value = text;
}
void FieldValue::set_text_if(std::string_view text) {
  text.empty() ? set_absent() : set_text(text);
}
void FieldValue::set_json(std::string_view json) {
  kind = Kind::json;
  value = json;
}
std::string& FieldValue::begin_json() {
  kind = Kind::json;
  value.clear();
  return value;
}
void FieldValue::set_number(double number) {
  append_json_number(begin_json(), number);
}
void FieldValue::set_count(std::int64_t count) {
  std::array<char, 24> buffer{};
  const auto [end, failure] = std::to_chars(buffer.begin(), buffer.end(), count);
  begin_json().append(buffer.begin(), end);
}

std::span<const Field<WorkloadQuery>> workload_fields() {
  return k_workload_fields;
}

std::span<const Field<Features>> features_fields() {
  return k_features_fields;
}

void append_member(JsonObject& object, std::string_view name, const FieldValue& value) {
  if (value.kind == FieldValue::Kind::text) object.text(name, value.value);
  if (value.kind == FieldValue::Kind::json) object.json(name, value.value);
}

}  // namespace selfopt::exchange
