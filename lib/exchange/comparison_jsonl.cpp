#include "exchange/comparison_jsonl.hpp"

#include "exchange/json_text.hpp"

namespace selfopt::exchange {
namespace {

void number_or_null(JsonObject& object, std::string_view key, const std::optional<double>& value) {
  std::string number;
  if (value)
    append_json_number(number, *value);
  else
    number = "null";
  object.json(key, number);
}

}  // namespace

std::string write_comparison_line(const QueryComparison& query) {
  std::string line;
  JsonObject object(line);
  object.text("query_hash", query.query_hash);
  if (!query.name.empty()) object.text("name", query.name);
  object.text("sql", query.sql);
  object.json("calls", std::to_string(query.calls));
  number_or_null(object, "before_ms", query.before_ms);
  number_or_null(object, "after_ms", query.after_ms);
  number_or_null(object, "ratio", query.ratio);
  number_or_null(object, "ratio_low", query.ratio_low);
  number_or_null(object, "ratio_high", query.ratio_high);
  if (query.same_plan) object.json("same_plan", *query.same_plan ? "true" : "false");
  object.text("verdict", to_string(query.verdict));
  if (!query.error.empty()) object.text("error", query.error);
  object.end();
  return line += '\n';
}

}  // namespace selfopt::exchange
