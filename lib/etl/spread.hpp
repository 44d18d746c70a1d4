#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <selfopt/etl.hpp>
#include <selfopt/nouns/workload.hpp>

#include "etl/table_plan.hpp"
#include "pg/load_spread.hpp"

namespace selfopt::etl {

/// What a sample of its rows says of a column.
struct ColumnSample {
  std::int64_t rows = 0;
  std::int64_t distinct = 0;     ///< values
  std::int64_t most_common = 0;  ///< rows with the most common value, or with none
};

/// A table that is to be made, as far as spreading it needs it.
struct SpreadTable {
  std::string name;
  std::int64_t bytes = 0;                       ///< of its files
  std::map<std::string, ColumnSample> columns;  ///< by name
};

/// How a table is to be kept, and why.
struct Spread {
  pg::TargetSpread target;
  std::string reason;
};

/// Decides how each table is kept.
///
/// Named columns and tables are taken as they are named. With "auto" a table is copied to every
/// node if it is joined and at most 100 MB large, but for the largest; another is distributed by
/// the column that its statements join with other large tables, look up or group by, most of all by
/// joins, if its values spread evenly over shards; a table that no statement reads stays on the
/// coordinator.
///
/// \throws Error{usage} if a table that is named is not loaded, or lacks the column
std::map<std::string, Spread> choose_spreads(const std::vector<SpreadTable>& tables,
                                             const LoadOptions& options);

/// \returns what choose_spreads needs to know of a table
SpreadTable sample_for_spread(const TablePlan& plan, const LoadOptions& options);

}  // namespace selfopt::etl
