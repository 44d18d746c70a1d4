#pragma once

#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/standing.hpp>

#include "pg/window_metrics.hpp"
#include "serve/service.hpp"
#include "serve/statement_plan.hpp"

namespace selfopt::serving {

/// \returns how many times as long a call takes as in the window before; nothing if it did not run
///          then, or does not now
std::optional<double> change_of(const pg::StatementWindow& statement);

/// \returns whether a statement takes at least 1.5 times as long as before, with five calls or more
///          on both sides, and a tenth of a second in all: less is chance, or matters to nobody
bool has_regressed(const pg::StatementWindow& statement);

/// All that is known of one statement.
struct StatementView {
  pg::StatementWindow statement;
  std::vector<TimelineSpan> history;
  StatementPlan plan;
  std::vector<StandingAdvice> advice;  ///< for the tables that it reads
  std::vector<Action> actions;         ///< that were made for it
};
/// \returns nothing if the statement was never seen
std::optional<StatementView> view_statement(Service& service, double window_s,
                                            const std::string& query_hash);

}  // namespace selfopt::serving
