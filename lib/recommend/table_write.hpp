#pragma once

#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/index_definition.hpp>

namespace selfopt::advisor {

/// What one statement of the workload writes.
struct TableWrite {
  const Table* table = nullptr;
  bool every_index = false;          ///< a row is new to all indexes of the table
  std::vector<std::string> changed;  ///< quoted columns that an UPDATE may change
};

/// \returns what the statement writes, if it writes a table of \p catalog and its indexes must
///          follow: a DELETE leaves them as they are.
std::optional<TableWrite> table_write(const Features& features, const Catalog& catalog);

/// \returns whether \p definition needs a new entry for each row that \p write writes
bool must_follow(const IndexDefinition& definition, const TableWrite& write);

/// What one entry of one index costs. A new row's entry goes to another page of the B-tree each
/// time when its keys come in no order, to the last page when they rise: 3.6 to 9.6 us were
/// measured on a machine where a planner unit took 16 us (three million rows in memory, PostgreSQL
/// 15).
constexpr double k_entry_cost = 0.4;  ///< planner units
constexpr double k_entry_ms = 0.006;

}  // namespace selfopt::advisor
