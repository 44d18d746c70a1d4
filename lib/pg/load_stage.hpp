#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/load_target.hpp"

/// The temporary table through which rows go that are told apart by a key.
namespace selfopt::pg {

/// Its name; it lives until the transaction ends.
TargetName stage_name();
/// Makes it, with the columns of \p name that are named and one more that numbers the rows from 1
/// in the order in which they come.
void create_stage(Wire& wire, const TargetName& name, const std::vector<std::string>& columns);

/// A row of the stage that does not go into the table.
struct LeftOutRow {
  std::int64_t number = 0;
  bool has_null = false;  ///< in the key; else a later row has the same key
};
/// Takes such rows out of the stage. \returns them in the order of their numbers
std::vector<LeftOutRow> take_out_duplicates(Wire& wire, const std::vector<std::string>& key);

/// \returns whether a unique index, not partial and not deferrable, is on just these columns.
bool has_unique_index(Wire& wire, const TargetName& name, const std::vector<std::string>& key);

/// Moves the stage's rows into the table; a row whose key the table has replaces the values there.
/// \returns how many rows were inserted or changed
std::int64_t merge_stage(Wire& wire, const TargetName& name,
                         const std::vector<std::string>& columns,
                         const std::vector<std::string>& key);

}  // namespace selfopt::pg
