#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <selfopt/nouns/baseline.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// \returns the settings that decide how statements are planned, costed and given memory, by name,
///          with unit, as far as they are not PostgreSQL's own defaults. Parallel workers and JIT
///          are left out.
std::map<std::string, std::string> read_planner_settings(Session& session);

/// What the planner believes of a table, and what is so.
struct TableFacts {
  TableState state;
  std::int64_t analyzed_blocks = 0;  ///< pg_class.relpages: blocks when it was last analysed
  double changed_rows = 0;           ///< inserted, updated or deleted since it was analysed
};
/// \returns all tables of users, partitions and materialised views by "schema.name", unquoted
std::map<std::string, TableFacts> read_table_facts(Session& session);

/// A foreign key whose table has no index that begins with its columns.
struct UnindexedForeignKey {
  std::string table;  ///< "schema.name", unquoted
  std::string name;
  std::string columns;     ///< quoted, with commas
  std::string referenced;  ///< the other table
};
std::vector<UnindexedForeignKey> read_unindexed_foreign_keys(Session& session);

}  // namespace selfopt::pg
