#pragma once

#include <string>
#include <vector>

#include "sql/features.hpp"
#include "support/catch.hpp"

namespace selfopt::test {

/// "SELECT [a,b] joins=1 filters=2", then whatever else is not zero.
inline std::string summary(const std::string& statement) {
  const Features features = sql::read_features(statement);
  if (features.error) return "error: " + *features.error;
  std::string text = features.statement_type + " [";
  for (const std::string& table : features.tables)
    text += (text.back() == '[' ? "" : ",") + table;
  text += "]";
  const auto add = [&text](const char* name, int count) {
    if (count != 0) text += std::string(" ") + name + "=" + std::to_string(count);
  };
  add("joins", features.joins);
  add("filters", features.filters);
  add("aggregations", features.aggregations);
  add("subqueries", features.subqueries);
  add("ctes", features.ctes);
  add("set_operations", features.set_operations);
  add("window_functions", features.window_functions);
  add("group_by", features.group_by);
  add("order_by", features.order_by);
  if (features.distinct) text += " distinct";
  if (features.limit) text += " limit";
  return text;
}

struct Case {
  const char* sql;
  const char* expected;
};

inline void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    INFO(one.sql);
    CHECK(summary(one.sql) == one.expected);
  }
}

}  // namespace selfopt::test
