#pragma once

#include <string>

#include "pg/load_target.hpp"

/// Spreading a table that is loaded over the nodes of a Citus cluster.
namespace selfopt::pg {

/// How Citus is to keep a table.
struct TargetSpread {
  bool reference = false;     ///< a copy on every node
  std::string column;         ///< by which it is distributed; empty: it is not
  std::string colocate_with;  ///< table in the same schema that it has to be kept together with

  bool stays_whole() const { return !reference && column.empty(); }
};

/// \throws Error{refused} if the database is not the coordinator of a Citus cluster with workers
void demand_cluster(Wire& wire);

/// \returns whether Citus keeps the table
bool is_spread(Wire& wire, const TargetName& name);

/// Spreads a table that has no rows yet. \throws Error{database} with the server's reason, for
/// example that a key lacks the column
void spread_target(Wire& wire, const TargetName& name, const TargetSpread& spread);

}  // namespace selfopt::pg
