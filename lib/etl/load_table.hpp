#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <selfopt/etl.hpp>
#include <selfopt/nouns/database.hpp>

#include "etl/node_guard.hpp"
#include "etl/rejects.hpp"
#include "etl/table_plan.hpp"
#include "pg/load_spread.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// With what a table is loaded.
struct LoadMeans {
  const Database& database;
  pg::Wire& wire;
  const LoadOptions& options;
  bool ledger;                      ///< whether to write selfopt.loads and selfopt.rejects
  const std::string& options_json;  ///< the options as the ledger has them
  pg::TargetSpread spread;          ///< over the nodes of a Citus cluster, if the table is new
  NodeGuard* guard;                 ///< of the nodes of a cluster; null without one
  std::size_t connections;          ///< that a large new table may be shared out among
  Rejects& rejects;                 ///< receives the rejected rows
  /// Told how many bytes were taken from the disk; negative when a load starts again.
  std::function<void(std::int64_t)> on_bytes;
};

/// Loads one table so that it is there as a whole or not at all, then brings its statistics up to
/// date. That is one transaction; for a large new table, several that fill a table nobody looks
/// for, and one that gives it its name.
///
/// A contradicted type takes everything back and loads again with wider types.
///
/// \returns one report a file; all with loaded = false if too many rows were rejected
std::vector<LoadReport> load_table(const LoadMeans& means, TablePlan plan);

}  // namespace selfopt::etl
