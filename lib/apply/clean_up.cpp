// What an attempt that failed, or a run that was killed, has left: found out from the catalog, then
// finished or removed.

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/log.hpp>

#include "apply/build_watch.hpp"
#include "apply/change.hpp"
#include "pg/ledger.hpp"
#include "pg/shard_indexes.hpp"

namespace selfopt::change {
namespace {

constexpr std::string_view k_name_taken = "42P07";
constexpr std::chrono::seconds k_wait{3};

bool is_open(const Action& action) {
  return action.state == "intended" || action.state == "undoing" || action.state == "reverting";
}

}  // namespace

void Workshop::reconcile() {
  for (const Action& action : pg::read_actions(m_ledger))
    if (is_open(action)) settle(action);
}

// A run that was killed left its intent. The catalog says what became of it.
void Workshop::settle(Action action) {
  if (const auto pid = pg::builder_of(m_ledger, action.table))
    throw Error(
        ErrorKind::busy,
        fmt::format("an index on {} is being built by server process {}", action.table, *pid), {},
        "Run the command again when it has ended.");
  if (action.state != "intended") {
    const char* becomes = action.state == "undoing" ? "undone" : "reverted";
    action = take_back(std::move(action), becomes);
    log::notice("finished taking back action {} of an earlier run: it is {}", action.id,
                action.state);
    m_settled.push_back(std::move(action));
    return;
  }
  action.message = "the run that began it ended before it was finished";
  if (creates(action))
    settle_create(action);
  else
    settle_drop(action);
  log::notice("settled action {} of an earlier run: {} is {}", action.id, action.name,
              action.state);
  pg::record_outcome(m_ledger, action);
  m_settled.push_back(std::move(action));
}

void Workshop::settle_create(Action& action) {
  auto index = pg::index_state(m_ledger, action.table, action.name);
  if (action.partitioned && index && !index->valid) {
    const auto failure = build_partitioned(action);
    if (failure && failure->is_for_later())
      throw Error(ErrorKind::busy, fmt::format("index \"{}\" of an earlier run cannot be finished "
                                               "yet: {}",
                                               action.name, failure->text()));
    index = pg::index_state(m_ledger, action.table, action.name);
  }
  if (index && index->valid) {
    action.state = "done";
    action.size_bytes = index->size_bytes;
    action.definition = index->definition;
    action.message = "finished after the run that began it had ended";
    return;
  }
  action.state = "failed";
  if (!index ||
      (action.partitioned ? remove_partitioned(action) : drop_invalid(action, index->sql_name)))
    return;
  throw Error(
      ErrorKind::busy,
      fmt::format("index \"{}\" of an earlier run is invalid and cannot be removed yet",
                  action.name),
      {},
      fmt::format("End the transaction that uses {}, then run the command again.", action.table));
}

void Workshop::settle_drop(Action& action) {
  if (clean_up_drop(action)) {
    if (action.state != "done") action.state = "failed";
    return;
  }
  throw Error(
      ErrorKind::busy,
      fmt::format("index \"{}\" is half dropped by an earlier run and cannot be finished yet",
                  action.name),
      {},
      fmt::format("End the transaction that uses {}, then run the command again.", action.table));
}

// \returns whether nothing is left; an action that was done after all gets the state "done"
bool Workshop::clean_up(Action& action, const Failure& failure) {
  // Somebody else made an index of that name between our look and our build: it is theirs.
  if (failure.sqlstate == k_name_taken) return true;
  try {
    reconnect();
    if (!creates(action)) return clean_up_drop(action);
    // What was only held up goes on in the next run where this one ended.
    if (action.partitioned)
      return !failure.is_for_later() && failure.error.kind() != ErrorKind::interrupted &&
             remove_partitioned(action);
    const auto index = pg::index_state(m_ledger, action.table, action.name);
    if (index && index->valid) {
      action.state = "done";
      action.message = "the connection was lost while the server finished it";
      return true;
    }
    return clean_up_create(action);
  } catch (const Error& error) {
    log::warning("could not look after {}: {}", action.name, error.message());
    return false;
  }
}

// A build that failed leaves an index that no query uses but every write maintains.
bool Workshop::clean_up_create(const Action& action) {
  const auto left = pg::index_state(m_ledger, action.table, action.name);
  return !left || left->valid || drop_invalid(action, left->sql_name);
}

// A drop that gives up leaves the index invalid: no query uses it any more, every write maintains
// it. So it is either dropped after all or made valid again.
bool Workshop::clean_up_drop(Action& action) {
  if (!remove_reindex_copies(action)) return false;  // of an earlier attempt
  auto left = pg::index_state(m_ledger, action.table, action.name);
  if (left && !left->valid && drop_invalid(action, left->sql_name)) left.reset();
  if (!left) {
    action.state = "done";
    return true;
  }
  if (left->valid) return true;
  try {
    m_builder->run_with_short_wait("reindex index concurrently " + left->sql_name);
    return true;
  } catch (const Error& error) {
    log::warning("could not restore the half dropped index \"{}\": {}", action.name,
                 error.message());
  }
  remove_reindex_copies(action);
  return false;
}

// REINDEX that gives up leaves a copy, or the original, under a name of its own.
// \returns whether none is left
bool Workshop::remove_reindex_copies(const Action& action) {
  bool removed = true;
  for (const char* const suffix : {"_ccnew", "_ccold"})
    if (const auto copy = pg::index_state(m_ledger, action.table, action.name + suffix);
        copy && !copy->valid)
      removed = drop_invalid(action, copy->sql_name) && removed;
  return removed;
}

// Of a build that Citus gave up some nodes never heard, and would refuse to drop what they do not
// have; the coordinator would then keep it.
bool Workshop::drop_invalid(const Action& action, const std::string& name) {
  // The short wait does not reach other nodes.
  const BuildWatch watch(m_database, *m_builder, action.name, std::nullopt, k_wait);
  try {
    if (action.partitioned)
      m_builder->run_with_short_wait("drop index if exists " + name);
    else
      m_builder->run_with_short_wait("drop index concurrently if exists " + name);
    drop_left_on_nodes(action);
    return true;
  } catch (const Error& error) {
    log::warning("could not remove the invalid index \"{}\": {}", action.name, error.message());
    return false;
  }
}

// Citus drops the index on all nodes with it, but one that was away has kept its part.
void Workshop::drop_left_on_nodes(const Action& action) {
  const auto left = pg::read_shard_indexes(m_ledger, m_database, action.table, action.name);
  pg::drop_invalid_parts(m_database, left);
  if (!left.unseen.empty())
    log::warning("whether a part of \"{}\" is left on node {}", action.name, left.unseen);
}

}  // namespace selfopt::change
