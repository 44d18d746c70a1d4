#include "serve/statement_view.hpp"

#include <algorithm>

#include "pg/ledger.hpp"
#include "pg/stored_advice.hpp"
#include "pg/window_calls.hpp"
#include "sql/features.hpp"
#include "timeline/timeline.hpp"

namespace selfopt::serving {
namespace {

// A fingerprint, and nothing that a server might stumble over.
bool is_hash(const std::string& text) {
  constexpr std::size_t k_digits = 16;
  return text.size() == k_digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

bool is_about(const std::string& advised_table, const std::vector<std::string>& tables) {
  return std::ranges::any_of(tables, [&](const std::string& table) {
    return advised_table == table || advised_table.ends_with("." + table);
  });
}

std::vector<TimelineSpan> history_of(pg::Session& session, const pg::Window& window,
                                     const std::string& query_hash) {
  Workload rows;
  for (pg::GroupCalls& one : pg::statement_calls(session, window, query_hash))
    rows.push_back(std::move(one.measured));
  return make_timeline(rows, TimeSpan{window.from_s, window.to_s}, window.step_s());
}

}  // namespace

std::optional<double> change_of(const pg::StatementWindow& statement) {
  if (statement.now.calls == 0 || statement.mean_ms_before.value_or(0) <= 0) return std::nullopt;
  return statement.now.mean_ms / *statement.mean_ms_before;
}

bool has_regressed(const pg::StatementWindow& statement) {
  constexpr std::int64_t k_enough_calls = 5;
  constexpr double k_much_longer = 1.5;
  constexpr double k_worth_a_word_ms = 100;
  const auto change = change_of(statement);
  if (!change || statement.now.calls < k_enough_calls || statement.calls_before < k_enough_calls)
    return false;
  const double more_ms = (statement.now.mean_ms - *statement.mean_ms_before) *
                         static_cast<double>(statement.now.calls);
  return *change >= k_much_longer && more_ms >= k_worth_a_word_ms;
}

std::optional<StatementView> view_statement(Service& service, double window_s,
                                            const std::string& query_hash) {
  StatementView view;
  if (!is_hash(query_hash)) return std::nullopt;
  const bool found = service.database().with([&](pg::Session& session) {
    const pg::Window window = pg::open_window(session, window_s);
    const auto statement = pg::window_statement(session, window, query_hash);
    if (!statement) return false;
    view.statement = *statement;
    view.history = history_of(session, window, query_hash);
    view.advice = pg::stored_advice(session);
    view.actions = pg::read_actions(session);
    return true;
  });
  if (!found) return std::nullopt;
  const Features features = sql::read_features(view.statement.now.sql);
  std::erase_if(view.advice, [&](const StandingAdvice& one) {
    return !is_about(one.advice.table, features.tables);
  });
  std::erase_if(view.actions, [&](const Action& action) {
    return std::ranges::find(action.query_hashes, query_hash) == action.query_hashes.end();
  });
  WorkloadQuery query;
  query.query_hash = query_hash;
  query.sql = view.statement.now.sql;
  if (view.statement.now.calls > 0) query.mean_ms = view.statement.now.mean_ms;
  query.rows = view.statement.now.rows;
  view.plan = plan_statement(service.database().database(), query);
  return view;
}

}  // namespace selfopt::serving
