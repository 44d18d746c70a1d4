#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"
#include "pg/statements_view.hpp"

namespace selfopt::pg {

/// What ran between the last snapshot of a database and this one.
struct StatementDeltas {
  std::vector<StatementStatistics> rows;  ///< only statements that ran; sums are of this time only
  std::string since;                      ///< when the last snapshot was taken; empty: never
  std::int64_t restarted = 0;  ///< counters that began anew: reset, or thrown out and come back
  std::optional<std::int64_t> evicted;  ///< entries that the server threw out meanwhile
  bool reset = false;                   ///< all statistics were reset meanwhile
};

/// Compares two readings of the same counters.
///
/// A counter that has not gone down since, and whose statistics did not begin later, gives the
/// difference; another began anew, and all it holds ran since. (What ran before it was thrown out
/// is lost: nobody counted it.) \param before earlier rows, in any order
StatementDeltas subtract(const std::vector<StatementStatistics>& before, const StatementsView& now);

/// Adds a snapshot to selfopt.snapshots and, for every statement that ran since the last one, a row
/// to selfopt.performance_metrics; both are made if they are missing. What is older than \p keep is
/// removed.
/// \param merge makes queries of rows: one for each fingerprint and database
/// \param keep  0: for ever
/// \returns what has run since the last snapshot
/// \throws Error{refused} without the privilege, Error{database} if the server cannot store
StatementDeltas store_snapshot(
    Session& session, const StatementsView& view,
    const std::function<Workload(const std::vector<StatementStatistics>& rows)>& merge,
    std::chrono::milliseconds keep);

}  // namespace selfopt::pg
