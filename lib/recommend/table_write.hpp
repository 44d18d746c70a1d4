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
  /// Its partitions and what it is a partition of: indexes on these follow, too.
  std::vector<std::string> related_tables{};
  /// A row is new to all indexes of the table: it is inserted, or an index that exists reads what
  /// an UPDATE changes, which then makes a new entry in each of them.
  bool every_index = false;
  std::vector<std::string> changed;  ///< quoted columns that an UPDATE may change
  /// Entries for each row that an UPDATE needs to make only once some index reads what it changes:
  /// until then the new version of a row hangs on to the old one (HOT). 0 if that is lost already.
  double spared_entries = 0;
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
