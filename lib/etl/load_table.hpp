#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <selfopt/etl.hpp>

#include "etl/rejects.hpp"
#include "etl/table_plan.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// Loads one table in one transaction on \p wire, then brings its statistics up to date.
///
/// A contradicted type takes the transaction back and loads again with wider types.
///
/// \param ledger   whether to write selfopt.loads and selfopt.rejects
/// \param on_bytes told how many bytes were taken from the disk; negative when a load starts again
/// \param rejects  receives the rejected rows
/// \returns one report a file; all with loaded = false if too many rows were rejected
std::vector<LoadReport> load_table(pg::Wire& wire, TablePlan plan, const LoadOptions& options,
                                   bool ledger, Rejects& rejects,
                                   const std::function<void(std::int64_t)>& on_bytes);

}  // namespace selfopt::etl
