#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"
#include "pg/window.hpp"

/// What selfopt.performance_metrics holds of a window, summed up by the server: a page must not
/// wait until hundreds of thousands of rows have come over. Of the database connected to. What is
/// over is read from selfopt.statement_sums where it is summed up there. Without the table there is
/// nothing, which is no error. Times in milliseconds.
namespace selfopt::pg {

/// How all statements ran. `statements`, `top` and `timeline` stay empty. Percentiles of what is
/// summed up are right within half a percent.
Performance window_summary(Session& session, const Window& window);

/// What the statements of a window are ordered by, the greatest first.
enum class StatementOrder { total_ms, mean_ms, calls, max_ms };

/// A statement in the window, and in the window of the same length before it.
struct StatementWindow {
  StatementPerformance now;
  std::int64_t calls_before = 0;
  std::optional<double> mean_ms_before;
};
struct StatementWindows {
  std::int64_t statements = 0;  ///< different ones in the window
  std::vector<StatementWindow> top;
};
/// \param limit of the statements told of; 0: they are only counted
/// \returns them with their latest texts
StatementWindows window_statements(Session& session, const Window& window, StatementOrder order,
                                   std::int64_t limit);
/// \returns one statement; nothing if it has not been seen, ever. Its share is 0.
std::optional<StatementWindow> window_statement(Session& session, const Window& window,
                                                const std::string& query_hash);

}  // namespace selfopt::pg
