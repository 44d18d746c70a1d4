#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selfopt::exchange {

/// A statement that Citus sends to one node.
struct DistributedTask {
  std::string sql;   ///< with the names of shards
  std::string node;  ///< "host=... port=... dbname=..." as the plan prints it
};

/// What Citus makes of a statement, with what it makes of the parts that it runs beforehand.
struct DistributedPlan {
  std::vector<DistributedTask> tasks;
  std::string hidden;  ///< why some tasks are not told; empty: all are
};

/// Reads what EXPLAIN (VERBOSE, FORMAT JSON) printed with citus.explain_all_tasks on.
/// \throws Error{database} if it is no plan
DistributedPlan read_distributed_plan(std::string_view json);

}  // namespace selfopt::exchange
