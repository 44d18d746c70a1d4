#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include <fmt/format.h>

#include <selfopt/nouns/workload.hpp>

#include "env/random.hpp"

namespace selfopt::test {

/// \returns what EXPLAIN (FORMAT JSON) prints for the scan of a table.
inline std::string scan_plan(double cost, double rows) {
  return fmt::format(
      R"([{{"Plan": {{"Node Type": "Seq Scan", "Relation Name": "t", "Startup Cost": 0.0, "Total Cost": {}, "Plan Rows": {}, "Plan Width": 8}}}}])",
      cost, rows);
}

/// A statement whose plan costs \p cost and that takes a hundredth of that in milliseconds, give or
/// take a tenth. Every third has other conditions than the one before, so that there are several
/// templates.
inline WorkloadQuery scan_query(std::size_t number, double cost, env::Random& random) {
  WorkloadQuery query;
  std::string conditions = "a = 1";
  for (std::size_t i = 0; i < number % 12; ++i)
    conditions += fmt::format(" and c{} > {}", i, number);
  query.sql = fmt::format("select * from t{} where {}", number % 15, conditions);
  query.mean_ms = cost / 100 * (0.9 + 0.2 * random.uniform());
  query.plan_json = scan_plan(cost, cost);
  return query;
}

/// \returns \p count such statements with costs from 100 to 100,000.
inline Workload scan_workload(std::size_t count) {
  env::Random random(7);
  Workload workload;
  for (std::size_t i = 0; i < count; ++i) {
    const double cost = 100 * std::pow(1000.0, random.uniform());
    workload.push_back(scan_query(i, cost, random));
  }
  return workload;
}

}  // namespace selfopt::test
