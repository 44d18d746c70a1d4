#include "apply/change.hpp"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include <selfopt/log.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "apply/build_watch.hpp"
#include "env/signals.hpp"
#include "pg/ledger.hpp"
#include "pg/schema.hpp"
#include "pg/shard_indexes.hpp"

namespace selfopt::change {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view k_deadlock = "40P01";
constexpr std::string_view k_lock_timeout = "55P03";
constexpr std::string_view k_admin_shutdown = "57P01";

constexpr auto k_first_pause = 1s;
constexpr int k_pause_factor = 4;

// Sleeps, but not through a signal.
void pause(std::chrono::milliseconds time) {
  const auto end = Clock::now() + time;
  while (Clock::now() < end) {
    env::throw_if_interrupted();
    std::this_thread::sleep_for(50ms);
  }
}

}  // namespace

bool creates(const Action& action) {
  return action.kind == to_string(RecommendationKind::create_index);
}

std::string Failure::text() const {
  std::string text = out_of_time       ? "stopped: its time was over"
                     : waited_too_long ? "stopped: it waited too long on another node"
                                       : error.message();
  if (!waited_for.empty() && is_for_later()) text += fmt::format("; it waited for {}", waited_for);
  return text;
}

bool Failure::is_for_later() const {
  return sqlstate == k_lock_timeout || out_of_time || waited_too_long;
}

Workshop::Workshop(const Database& database, const Limits& limits)
    : m_database(database),
      m_limits(limits),
      m_builder(std::make_unique<pg::IndexBuilder>(database, limits.max_wait)),
      m_ledger(database) {
  pg::ensure_schema(m_ledger);
  reconcile();
}

Action Workshop::make(Action action, const pg::Unverified& judged_by) {
  action.id = pg::record_intent(m_ledger, action);
  pg::store_before(m_ledger, action.id, judged_by);
  const auto start = Clock::now();
  auto failure = attempt_all(action);
  const env::HoldInterrupts hold;
  if (!failure) {
    complete(action);
    record(action, start);
    return action;
  }
  action.message = failure->text();
  const bool clean = clean_up(action, *failure);
  if (action.state == "done") {  // what seemed to have failed is there
    complete(action);
    record(action, start);
  } else if (clean) {
    action.state = failure->is_for_later() ? "postponed" : "failed";
    record(action, start);
    log::warning("could not {} {}: {}", creates(action) ? "build" : "drop", action.name,
                 action.message);
  } else {
    action.state = "intended";  // open, so that the next run removes what is left
    log::warning("the invalid index \"{}\" stays until the next selfopt apply", action.name);
  }
  if (failure->error.kind() == ErrorKind::interrupted) throw failure->error;
  return action;
}

// Tries again after what goes away by itself; what is left of an attempt is removed before.
std::optional<Failure> Workshop::attempt_all(const Action& action) {
  auto wait = std::chrono::milliseconds(k_first_pause);
  for (int attempts = 1;; ++attempts) {
    auto failure = action.partitioned && creates(action) ? build_partitioned(action)
                                                         : attempt(action, action.ddl);
    if (!failure || !may_try_again(*failure, attempts)) return failure;
    log::notice("{} failed ({}), trying again in {} s", action.name, failure->text(),
                wait.count() / 1000);
    try {
      pause(wait);
      reconnect();
      if (!action.partitioned && creates(action) && !clean_up_create(action)) return failure;
    } catch (const Error& error) {
      failure->error = error;
      return failure;
    }
    wait *= k_pause_factor;
  }
}

bool Workshop::may_try_again(const Failure& failure, int attempts) const {
  if (attempts > m_limits.retries || failure.error.kind() == ErrorKind::interrupted) return false;
  if (failure.waited_too_long) return false;
  if (m_limits.until && Clock::now() > *m_limits.until) return false;
  return (failure.lost && failure.sqlstate != k_admin_shutdown) || failure.sqlstate == k_deadlock;
}

std::optional<Failure> Workshop::attempt(const Action& action, const std::string& ddl) {
  return attempt_on(*m_builder, action, ddl);
}

std::optional<Failure> Workshop::attempt_on(pg::IndexBuilder& builder, const Action& action,
                                            const std::string& ddl) const {
  const BuildWatch watch(m_database, builder, action.name, m_limits.until, m_limits.max_wait);
  try {
    // What is not CONCURRENTLY takes locks that others queue behind while it waits for them.
    if (ddl.find(" concurrently ") == std::string::npos)
      builder.run_with_short_wait(ddl);
    else
      builder.run_in(action.extras.tablespace, ddl);
    return std::nullopt;
  } catch (const Error& error) {
    return Failure{error,
                   builder.sqlstate(),
                   watch.waited_for(),
                   watch.out_of_time(),
                   watch.waited_too_long(),
                   !builder.alive()};
  }
}

void Workshop::reconnect() {
  if (m_builder && m_builder->alive()) return;  // none: the last attempt to connect failed
  m_builder.reset();  // the lock has to be free before the next can take it
  m_builder = std::make_unique<pg::IndexBuilder>(m_database, m_limits.max_wait);
}

// The catalog is the judge, not the server's "CREATE INDEX".
void Workshop::complete(Action& action) {
  action.state = "done";
  const auto index = pg::index_state(m_ledger, action.table, action.name);
  if (!creates(action)) {
    if (index) action.state = "failed";
    return;
  }
  if (!index || !index->valid) {
    action.state = "failed";
    action.message = "the server reported success, but there is no valid index";
    return;
  }
  action.size_bytes = index->size_bytes;
  action.definition = index->definition;
  if (!complete_on_nodes(action, index->sql_name)) return;
  // An expression has no statistics, and so no use to the planner, until its table is analysed.
  if (index->has_expression) m_builder->analyze(action.table);
}

// Where Citus keeps the table, statements use what its shards have.
bool Workshop::complete_on_nodes(Action& action, const std::string& sql_name) {
  const auto shards = pg::read_shard_indexes(m_ledger, m_database, action.table, action.name);
  if (shards.wanted == 0) return true;
  action.size_bytes = shards.size_bytes();
  const std::string fault = shards.fault();
  if (fault.empty()) return true;
  action.state = "failed";
  action.message = "the server reported success, but " + fault;
  drop_invalid(action, sql_name);
  return false;
}

void Workshop::record(Action& action, Clock::time_point start) {
  action.duration_ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  pg::record_outcome(m_ledger, action);
}

Action Workshop::take_back(Action action, const std::string& into) {
  const auto start = Clock::now();
  if (action.undo_ddl.empty()) {
    action.message = "the ledger does not say how to take it back";
    return action;
  }
  const auto index = pg::index_state(m_ledger, action.table, action.name);
  if (creates(action) && index && !index->needed_for.empty()) {
    action.message = fmt::format("it is needed now, by {}", index->needed_for);
    log::warning("could not take back {}: {}", action.name, action.message);
    return action;
  }
  pg::record_state(m_ledger, action.id, into == "undone" ? "undoing" : "reverting");
  if (!take_back_now(action)) return action;
  const env::HoldInterrupts hold;
  action.state = into;
  record(action, start);
  return action;
}

// Runs the undo statement and looks at what came of it. \returns whether it is taken back
bool Workshop::take_back_now(Action& action) {
  std::optional<Failure> failure;
  const bool present = pg::index_state(m_ledger, action.table, action.name).has_value();
  // Somebody may have done it by hand; then only the ledger has to learn of it.
  if (present == creates(action)) failure = attempt(action, action.undo_ddl);
  if (!failure && !creates(action))
    for (const std::string& command : action.extras.commands)
      m_builder->run_with_short_wait(command);
  if (!failure) {
    action.message.clear();
    return true;
  }
  if (failure->error.kind() == ErrorKind::interrupted)
    throw failure->error;  // the next run goes on
  const env::HoldInterrupts hold;
  action.message = failure->text();
  reconnect();
  const auto index = pg::index_state(m_ledger, action.table, action.name);
  bool done = false;
  if (creates(action))
    done =
        !index || (!index->valid && !action.partitioned && drop_invalid(action, index->sql_name));
  else if (index && !index->valid)
    drop_invalid(action, index->sql_name);
  if (!done) {
    if (!index || index->valid || !creates(action)) pg::record_state(m_ledger, action.id, "done");
    log::warning("could not take back {}: {}", action.name, action.message);
  }
  return done;
}

}  // namespace selfopt::change
