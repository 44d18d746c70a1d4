#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt::serving {

/// How a server would run a statement now.
struct StatementPlan {
  std::vector<std::string> lines;  ///< a node each, indented below the node that reads it
  bool invented = false;           ///< for values of its parameters that were made up
  std::string error;               ///< why there is none
};

/// Asks the planner; nothing is run. What goes wrong is told in `error`.
/// \throws Error::interrupted
StatementPlan plan_statement(const Database& database, const WorkloadQuery& query);

}  // namespace selfopt::serving
