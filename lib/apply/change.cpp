#include "apply/change.hpp"

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "apply/build_watch.hpp"
#include "env/signals.hpp"
#include "pg/ledger.hpp"
#include "pg/schema.hpp"
#include "sql/identifier.hpp"

namespace selfopt::change {
namespace {

bool creates(const Action& action) {
  return action.kind == to_string(RecommendationKind::create_index);
}

}  // namespace

Workshop::Workshop(const Database& database, std::chrono::milliseconds max_wait)
    : m_database(database), m_builder(database, max_wait), m_ledger(database) {
  pg::ensure_schema(m_ledger);
  reconcile();
}

Action Workshop::make(Action action) {
  action.id = pg::record_intent(m_ledger, action);
  const auto start = std::chrono::steady_clock::now();
  try {
    build_with_progress(action, action.ddl);
    action.state = "done";
  } catch (const Error& error) {
    const env::HoldInterrupts hold;
    action.message = error.message();
    give_up(action, start);
    if (error.kind() == ErrorKind::interrupted) throw;
    log::warning("could not build {}: {}", action.name, error.message());
    return action;
  }
  const env::HoldInterrupts hold;
  if (const auto index = pg::index_state(m_ledger, action.table, action.name)) {
    action.size_bytes = index->size_bytes;
    // An expression has no statistics, and so no use to the planner, until its table is analysed.
    if (index->has_expression) m_builder.analyze(action.table);
  }
  finish(action, start);
  return action;
}

Action Workshop::take_back(Action action) {
  const auto start = std::chrono::steady_clock::now();
  const bool present = pg::index_state(m_ledger, action.table, action.name).has_value();
  if (action.undo_ddl.empty()) {
    action.message = "the ledger does not say how to take it back";
    return action;
  }
  pg::record_state(m_ledger, action.id, "undoing");
  try {
    // Somebody may have done it by hand; then only the ledger has to learn of it.
    if (present == creates(action)) build_with_progress(action, action.undo_ddl);
    action.state = "undone";
    action.message.clear();
  } catch (const Error& error) {
    const env::HoldInterrupts hold;
    if (error.kind() == ErrorKind::interrupted) throw;  // the next run finishes it
    pg::record_state(m_ledger, action.id, "done");
    action.message = error.message();
    log::warning("could not take back {}: {}", action.name, error.message());
    return action;
  }
  const env::HoldInterrupts hold;
  finish(action, start);
  return action;
}

void Workshop::build_with_progress(const Action& action, const std::string& ddl) {
  const BuildWatch watch(m_database, m_builder.backend_pid(), action.name);
  m_builder.run(ddl);
}

void Workshop::finish(Action& action, std::chrono::steady_clock::time_point start) {
  action.duration_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  pg::record_outcome(m_ledger, action);
}

// While an invalid index is left the intent stays open, so that the next run removes it.
void Workshop::give_up(Action& action, std::chrono::steady_clock::time_point start) {
  if (!remove_invalid(action)) {
    action.state = "intended";
    log::warning("the invalid index \"{}\" stays until the next selfopt apply", action.name);
    return;
  }
  action.state = "failed";
  finish(action, start);
}

// A build that failed leaves an index that no query uses but every write maintains.
bool Workshop::remove_invalid(const Action& action) {
  try {
    const auto left = pg::index_state(m_ledger, action.table, action.name);
    if (left && !left->valid) m_builder.drop_invalid(*left);
    return true;
  } catch (const Error& error) {
    log::warning("could not remove the invalid index \"{}\": {}", action.name, error.message());
    return false;
  }
}

void Workshop::reconcile() {
  for (const Action& action : pg::read_actions(m_ledger))
    if (action.state == "intended" || action.state == "undoing") settle(action);
}

// A run that was killed left its intent. The catalog says what became of it.
void Workshop::settle(Action action) {
  if (const auto pid = pg::builder_of(m_ledger, action.table))
    throw Error(
        ErrorKind::busy,
        fmt::format("an index on {} is being built by server process {}", action.table, *pid), {},
        "Run the command again when it has ended.");
  if (action.state == "undoing") {
    action = take_back(std::move(action));
    log::notice("finished taking back action {} of an earlier run", action.id);
    return;
  }
  const auto index = pg::index_state(m_ledger, action.table, action.name);
  if (creates(action) && index && index->valid) {
    action.state = "done";
    action.size_bytes = index->size_bytes;
    action.message = "finished after the run that began it had ended";
  } else {
    if (!remove_invalid(action))
      throw Error(ErrorKind::busy,
                  fmt::format("index \"{}\" of an earlier run is invalid and cannot be removed yet",
                              action.name),
                  {},
                  fmt::format("End the transaction that uses {}, then run the command again.",
                              action.table));
    action.state = creates(action) || index ? "failed" : "done";
    action.message = "the run that began it ended before it was finished";
  }
  log::notice("settled action {} of an earlier run: {} is {}", action.id, action.name,
              action.state);
  pg::record_outcome(m_ledger, action);
}

}  // namespace selfopt::change
