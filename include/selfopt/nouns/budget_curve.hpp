#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace selfopt {

/// The best that some space for indexes can do.
struct BudgetPoint {
  std::int64_t budget_bytes = 0;     ///< what may be used
  std::int64_t used_bytes = 0;       ///< what is used
  double cost = 0;                   ///< of the workload, in planner units
  double lower_bound = 0;            ///< no set of the candidates within the budget costs less
  std::vector<std::string> indexes;  ///< "ON table USING method (keys) ..." of each
};

/// What a workload costs with the best indexes for each budget.
struct BudgetCurve {
  std::string database;
  std::string generated_at;  ///< ISO 8601 with zone
  std::int64_t queries = 0;  ///< distinct statements taken into account
  double cost_before = 0;    ///< of the workload as it is
  std::int64_t what_if_calls = 0;
  double elapsed_ms = 0;
  std::vector<BudgetPoint> points;  ///< the smallest budget first
};

}  // namespace selfopt
