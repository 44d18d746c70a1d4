#include "watch/cycle.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "pg/ledger.hpp"
#include "pg/read_metrics.hpp"
#include "pg/unverified.hpp"
#include "pg/watch_store.hpp"
#include "sql/effect.hpp"
#include "watch/alert_events.hpp"
#include "watch/learning.hpp"
#include "watch/restraint.hpp"

namespace selfopt::loop {
namespace {

using Notice = std::function<void(std::vector<AlertEvent>)>;

constexpr int k_most_statements = 1000;

std::chrono::milliseconds to_ms(double ms) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(ms));
}

// What ran lately, from our own snapshots: the server's counters know everything since they were
// last reset, and would take long to show that the workload has changed.
Workload gather(const Database& database, pg::Session& session, const WatchOptions& options) {
  CollectOptions collecting;
  collecting.keep_ms = options.keep_ms;
  collecting.must_store = true;  // what is not stored would be missing in `recent`
  Workload all = collect(database, collecting);
  Workload recent = pg::stored_workload(session, to_ms(options.lookback_ms), k_most_statements);
  return recent.empty() ? all : recent;
}

// Leaves the statements that an index can serve or burden.
void leave_out_unreadable(Workload& workload, WatchStatus& status) {
  status.statements = std::ssize(workload);
  std::erase_if(workload, [](const WorkloadQuery& query) {
    const sql::Effect effect = sql::glance_at(query.sql).effect;
    return effect == sql::Effect::other || effect == sql::Effect::unknown;
  });
  status.unreadable = status.statements - std::ssize(workload);
}

// What a run that was stopped has left: advice that is not given again would leave it for ever.
// \returns whether anything was taken back
bool settle_earlier(const Database& database, const WatchOptions& options, WatchStatus& status,
                    const Notice& notice) {
  try {
    const auto settled = resume_actions(database, options.apply_options);
    notice(events_of(settled));
    const auto reverted = std::ranges::count(settled, "reverted", &Action::state);
    status.changes_reverted += reverted;
    log::notice("unfinished actions settled: {}, reverted: {}", settled.size(), reverted);
    return reverted > 0;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::busy) throw;
    log::notice("unfinished actions are left to the next cycle: {}", error.message());
    return false;
  }
}

// \returns whether anything was changed
bool make_changes(const Database& database, const Recommendations& advice, const Workload& workload,
                  const WatchOptions& options, WatchStatus& status, const Notice& notice) {
  ApplyOptions applying = options.apply_options;
  applying.workload = workload;
  const auto actions = apply(database, advice, applying);
  notice(events_of(actions));
  const auto count = [&actions](const std::string& state) {
    return std::ranges::count(actions, state, &Action::state);
  };
  status.changes_done += count("done");
  status.changes_reverted += count("reverted");
  const bool changed = count("done") + count("reverted") > 0;
  if (changed) status.last_optimization = now_text();
  log::notice("changes done: {}, reverted: {}, skipped: {}, postponed: {}, failed: {}",
              count("done"), count("reverted"), count("skipped"), count("postponed"),
              count("failed"));
  return changed;
}

}  // namespace

std::string now_text() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

void run_cycle(const Database& database, pg::Session& session, const WatchOptions& options,
               bool may_apply, const std::function<void(const std::string& step)>& on_step,
               WorkloadClusters& clusters, WatchStatus& status, const Notice& notice) {
  if (may_apply && pg::has_unfinished(session)) {
    on_step("applying");
    if (settle_earlier(database, options, status, notice)) clusters.changed();
  }
  on_step("collecting");
  Workload workload = gather(database, session, options);
  if (!options.alerts.none()) notice(slower_statements(session));
  leave_out_unreadable(workload, status);
  status.recommendations_count = status.held_back = status.clusters = 0;
  if (workload.empty()) {
    log::notice("no statements have run yet");
    return;
  }
  on_step("clustering");
  clusters.look(workload, status);
  log::notice(
      "{} in {}, \"{}\" with {:.0f} % of the calls; {:.0f} % are of "
      "other kinds than at the last change",
      counted(std::ssize(workload), "statement"), counted(status.clusters, "cluster"),
      status.largest_cluster, 100 * status.largest_share, 100 * status.drift);
  if (options.learn) {
    on_step("learning");
    learn(database, session, workload, status);
  }
  on_step("recommending");
  Recommendations advice = recommend(database, workload, options.recommend);
  status.recommendations_count = std::ssize(advice.recommendations);
  status.cost_before = advice.cost_before;
  status.cost_after = advice.cost_after;
  const auto seen = pg::store_recommendations(session, advice);
  restrain(advice, pg::read_actions(session), seen, options, std::time(nullptr));
  status.held_back = status.recommendations_count - std::ssize(advice.recommendations);
  log::notice("{}, {}, {} held back", counted(status.statements, "statement"),
              counted(status.recommendations_count, "recommendation"), status.held_back);
  if (!may_apply || advice.recommendations.empty()) return;
  on_step("applying");
  if (make_changes(database, advice, workload, options, status, notice)) clusters.changed();
}

}  // namespace selfopt::loop
