#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"

/// What selfopt.performance_metrics holds of a time that ends now, summed up by the server: a page
/// must not wait until hundreds of thousands of rows have come over. Of the database connected to.
/// Without the table there is nothing, which is no error. Times in milliseconds.
namespace selfopt::pg {

/// How all statements ran. `top` and `timeline` stay empty.
Performance window_summary(Session& session, double length_s);

/// What the statements of a window are ordered by, the greatest first.
enum class StatementOrder { total_ms, mean_ms, calls, max_ms };

/// A statement in the window, and in the window of the same length before it.
struct StatementWindow {
  StatementPerformance now;
  std::int64_t calls_before = 0;
  std::optional<double> mean_ms_before;
};
/// \returns at most \p limit statements, with their latest texts
std::vector<StatementWindow> window_statements(Session& session, double length_s,
                                               StatementOrder order, std::int64_t limit);
/// \returns one statement; nothing if it has not been seen, ever. Its share is 0.
std::optional<StatementWindow> window_statement(Session& session, double length_s,
                                                const std::string& query_hash);

/// Statements of one kind.
struct StatementGroup {
  std::string query_hash;
  int group = 0;
};
/// The calls of the statements of one group that were counted together.
struct GroupCalls {
  int group = -1;          ///< -1: of all statements that are in no group
  WorkloadQuery measured;  ///< calls, total_ms, first_seen, last_seen
};
/// \param query_hash only of this statement; empty: of all
/// \returns rows from which a timeline can be made; a few thousand at most
std::vector<GroupCalls> window_calls(Session& session, double length_s,
                                     const std::vector<StatementGroup>& groups,
                                     const std::string& query_hash = {});

}  // namespace selfopt::pg
