#include "exchange/features_jsonl.hpp"

#include <array>
#include <limits>

#include <nlohmann/json.hpp>

#include "exchange/fields.hpp"
#include "exchange/json_line.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

// Reads members of one object; what is absent or null stays as it is.
class Members {
 public:
  Members(const Json& object, const std::string& where) : m_object(object), m_where(where) {
    if (!object.is_object()) fail("columns", "a list of objects");
  }

  void get(const char* key, std::string& text) const {
    if (const Json* value = find(key)) {
      if (!value->is_string()) fail(key, "a string");
      text = value->get<std::string>();
    }
  }
  void get(const char* key, bool& flag) const {
    if (const Json* value = find(key)) {
      if (!value->is_boolean()) fail(key, "true or false");
      flag = value->get<bool>();
    }
  }
  void get(const char* key, int& count) const {
    if (const Json* value = find(key)) {
      constexpr std::int64_t k_most = std::numeric_limits<int>::max();
      if (!value->is_number_integer() || *value < 0 || *value > k_most)
        fail(key, "a whole number that is not negative");
      count = value->get<int>();
    }
  }
  void get(const char* key, std::vector<std::string>& texts) const {
    for (const Json& value : list(key)) {
      if (!value.is_string()) fail(key, "a list of strings");
      texts.push_back(value.get<std::string>());
    }
  }
  // One of the words that to_string gives for the values up to and including the last.
  template <typename Enum>
  void get(const char* key, Enum& value, Enum last) const {
    std::string word;
    get(key, word);
    if (word.empty()) return;
    for (int i = 0; i <= static_cast<int>(last); ++i)
      if (to_string(static_cast<Enum>(i)) == word) {
        value = static_cast<Enum>(i);
        return;
      }
    fail(key, "one of the words that the manual lists");
  }
  const Json& list(const char* key) const {
    static const Json none = Json::array();
    const Json* value = find(key);
    if (value != nullptr && !value->is_array()) fail(key, "a list");
    return value == nullptr ? none : *value;
  }

 private:
  const Json* find(const char* key) const {
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
  }
  [[noreturn]] void fail(const char* key, const char* expected) const {
    throw line_error(m_where, "\"" + std::string(key) + "\" is not " + expected);
  }

  const Json& m_object;
  const std::string& m_where;
};

ColumnUse read_column(const Json& object, const std::string& where) {
  const Members members(object, where);
  ColumnUse use;
  members.get("table", use.table);
  members.get("column", use.column);
  members.get("role", use.role, ColumnRole::output);
  members.get("op", use.op);
  members.get("operand", use.operand, Operand::expression);
  members.get("expression", use.expression);
  members.get("under_or", use.under_or);
  members.get("descending", use.descending);
  return use;
}

Features read_features(const Json& object, const std::string& where) {
  const Members members(object, where);
  Features features;
  members.get("query_hash", features.query_hash);
  members.get("normalized_query", features.normalized_query);
  members.get("statement_type", features.statement_type);
  members.get("tables", features.tables);
  members.get("joins", features.joins);
  members.get("filters", features.filters);
  members.get("aggregations", features.aggregations);
  members.get("subqueries", features.subqueries);
  members.get("ctes", features.ctes);
  members.get("set_operations", features.set_operations);
  members.get("window_functions", features.window_functions);
  members.get("group_by", features.group_by);
  members.get("order_by", features.order_by);
  members.get("distinct", features.distinct);
  members.get("limit", features.limit);
  for (const Json& column : members.list("columns"))
    features.columns.push_back(read_column(column, where));
  std::string error;
  members.get("error", error);
  if (!error.empty()) features.error = error;
  return features;
}

}  // namespace

bool is_features_line(std::string_view line) {
  try {
    return parse_line(line, {}).contains("normalized_query");
  } catch (const Error&) {
    return false;
  }
}

FeaturesLine read_features_line(std::string_view line, const std::string& where) {
  Json object = parse_line(line, where);
  FeaturesLine result;
  result.features = read_features(object, where);
  for (const auto& field : features_fields())
    object.erase(std::string(field.name));
  if (!object.contains("sql") && !result.features.normalized_query.empty())
    object["sql"] = result.features.normalized_query;
  result.query = read_workload_object(object, where);
  result.query.query_hash = result.features.query_hash;
  return result;
}

}  // namespace selfopt::exchange
