#include "apply/verify.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/nouns/plan.hpp>

#include "apply/change.hpp"
#include "diag/progress.hpp"
#include "env/signals.hpp"
#include "exchange/plan_json.hpp"
#include "measuring/rounds.hpp"
#include "pg/partitions.hpp"
#include "pg/planner.hpp"
#include "pg/read_metrics.hpp"
#include "pg/replay_session.hpp"
#include "pg/session.hpp"
#include "pg/statements_view.hpp"
#include "pg/table_statistics.hpp"
#include "sql/effect.hpp"
#include "sql/features.hpp"
#include "sql/statement.hpp"

namespace selfopt::change {
namespace {

using namespace std::chrono_literals;

constexpr int k_most_statements = 200;
constexpr auto k_timeout = 60s;
// Into so many parts the time of observation is divided; each gives one sample of a statement.
constexpr int k_observed_parts = 8;
// One value, even one far from the eight measured after the change, proves nothing to the rank
// test.
constexpr std::int64_t k_least_samples = 2;
constexpr auto k_history = std::chrono::hours(7 * 24);

// Without its schema and quotes: a text may leave the schema out, a plan always does.
std::string bare(const std::string& table) {
  std::string name = table.substr(table.rfind('.') == std::string::npos ? 0 : table.rfind('.') + 1);
  std::erase(name, '"');
  return name;
}

bool concerns(const Action& action, const std::vector<std::string>& tables,
              const std::string& query_hash) {
  return std::ranges::count(tables, bare(action.table)) > 0 ||
         std::ranges::count(action.query_hashes, query_hash) > 0;
}

}  // namespace

Verifier::Verifier(const Database& database, const ApplyOptions& options,
                   const std::vector<Action>& actions)
    : m_database(database), m_options(options) {
  if (options.verify == VerifyMethod::none ||
      std::ranges::count(actions, "planned", &Action::state) == 0)
    return;
  choose(actions);
  if (m_probes.empty()) {
    log::notice(
        "no statement is known that reads these tables, so the changes cannot be verified; "
        "--workload names some");
    return;
  }
  log::debug("verifying with {} statements, by {}", m_probes.size(), name_of(options.verify));
  if (options.verify == VerifyMethod::observe) read_history();
  if (options.verify == VerifyMethod::replay) take_samples(&Measured::before);
}

Verifier::Verifier(const Database& database, const ApplyOptions& options,
                   const std::vector<pg::StatementBefore>& statements)
    : m_database(database), m_options(options) {
  for (const pg::StatementBefore& one : statements) {
    Probe probe;
    probe.text.sql = one.sql;
    probe.text.values = one.values;
    probe.tables = one.tables;
    probe.statistics = one.statistics;
    probe.measured.query_hash = one.query_hash;
    probe.measured.calls = one.calls;
    probe.measured.guessed = one.guessed;
    probe.measured.before = one.samples;
    probe.measured.plan_before = one.plan_hash;
    probe.measured.used_before = one.used_indexes;
    m_probes.push_back(std::move(probe));
  }
}

pg::Unverified Verifier::before(const Action& action) const {
  pg::Unverified judged_by;
  judged_by.method = name_of(m_options.verify);
  for (const Probe& probe : m_probes) {
    const Measured& measured = probe.measured;
    if (!concerns(action, probe.tables, measured.query_hash)) continue;
    judged_by.statements.push_back({measured.query_hash, probe.text.sql, probe.text.values,
                                    measured.calls, measured.guessed, probe.tables,
                                    probe.statistics, measured.plan_before, measured.used_before,
                                    measured.before});
  }
  return judged_by;
}

void Verifier::choose(const std::vector<Action>& actions) {
  Workload workload = m_options.workload;
  if (workload.empty()) {
    pg::Session session(m_database);
    workload = pg::stored_workload(session, k_history, k_most_statements);
  }
  Workload chosen;
  std::vector<std::vector<std::string>> tables;
  for (WorkloadQuery& query : workload) {
    const Features features = sql::read_features(query.sql);
    if (features.error || sql::glance_at(query.sql).effect != sql::Effect::reads) continue;
    if (query.query_hash.empty()) query.query_hash = features.query_hash;
    std::vector<std::string> names;
    for (const std::string& table : features.tables)
      names.push_back(bare(table));
    // A view hides its tables; the plan will tell.
    chosen.push_back(std::move(query));
    tables.push_back(std::move(names));
  }
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(k_timeout);
  std::vector<literals::Filled> filled =
      literals::Filler(m_database, timeout, m_options.seed).fill(chosen);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!filled[i].error.empty()) continue;
    Probe probe;
    probe.text = std::move(filled[i]);
    probe.tables = std::move(tables[i]);
    probe.measured.query_hash = chosen[i].query_hash;
    probe.measured.calls = static_cast<double>(chosen[i].calls);
    probe.measured.guessed = m_options.workload.empty() && probe.text.invented;
    m_probes.push_back(std::move(probe));
  }
  explain_all(true);
  std::erase_if(m_probes, [&](const Probe& probe) {
    return std::ranges::none_of(actions, [&](const Action& action) {
      return action.state == "planned" && concerns(action, probe.tables, probe.measured.query_hash);
    });
  });
  name_whole_indexes(actions, &Measured::used_before);
  look_at_statistics(true);
}

// What the planner says costs nothing, so it is asked whatever the method: equal plans mean that
// nothing has changed. A statement that cannot be planned is left out.
void Verifier::explain_all(bool before) {
  pg::Planner planner(m_database, k_timeout);
  for (Probe& probe : m_probes) {
    env::throw_if_interrupted();
    Measured& measured = probe.measured;
    try {
      const Plan plan =
          exchange::read_plan(planner.explain(planner.admit(probe.text.sql, probe.text.values)));
      (before ? measured.plan_before : measured.plan_after) = plan_hash(plan, {});
      (before ? measured.used_before : measured.used_after) = used_indexes(plan);
      if (before)
        std::ranges::transform(read_relations(plan.root), std::back_inserter(probe.tables), bare);
      if (m_options.verify == VerifyMethod::plan)
        (before ? measured.before : measured.after) = {plan.root.total_cost};
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || !planner.alive()) throw;
      log::debug("statement {} cannot be planned: {}", measured.query_hash, error.message());
    }
  }
}

// Plans have the parts of a partitioned index under names of their own.
void Verifier::name_whole_indexes(const std::vector<Action>& actions,
                                  std::vector<std::string> Measured::*used) {
  std::optional<pg::Session> session;
  for (const Action& action : actions) {
    if (!action.partitioned || (action.state != "planned" && action.state != "done")) continue;
    if (!session) session.emplace(m_database);
    const auto parts = pg::index_part_names(*session, action.table, action.name);
    for (Probe& probe : m_probes) {
      auto& names = probe.measured.*used;
      if (std::ranges::find_first_of(names, parts) != names.end()) names.push_back(action.name);
    }
  }
}

// The build itself renews some of them, so that plans change which never see the new index.
void Verifier::look_at_statistics(bool before) {
  std::vector<std::string> names;
  for (const Probe& probe : m_probes)
    names.insert(names.end(), probe.tables.begin(), probe.tables.end());
  pg::Session session(m_database);
  const auto known = pg::statistics_of(session, names);
  for (Probe& probe : m_probes) {
    std::string statistics;
    for (const std::string& table : probe.tables)
      if (const auto found = known.find(table); found != known.end())
        statistics += found->second + "; ";
    if (before)
      probe.statistics = std::move(statistics);
    else
      probe.measured.statistics_changed = statistics != probe.statistics;
  }
}

void Verifier::take_samples(std::vector<double> Measured::*samples) {
  std::vector<std::size_t> places(m_probes.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  replay(samples, places);
}

// The first round only warms up.
void Verifier::replay(std::vector<double> Measured::*samples,
                      const std::vector<std::size_t>& places) {
  pg::ReplaySession session(m_database, k_timeout, pg::ReplayAccess::read_only);
  Progress progress("verifying", static_cast<std::int64_t>(places.size()) * (m_options.runs + 1));
  for (const std::size_t place : places)
    (m_probes[place].measured.*samples).clear();
  bool warm = false;
  measuring::Rounds rounds(m_options.seed);
  rounds.run(m_options.runs + 1, places, [&](std::vector<std::size_t>& in_order) {
    std::erase_if(in_order, [&](std::size_t place) {
      env::throw_if_interrupted();
      Probe& probe = m_probes[place];
      try {
        const double ms = session.execute(probe.text.sql, probe.text.values).ms;
        if (warm) (probe.measured.*samples).push_back(ms);
        progress.advance();
        return false;
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted || !session.alive()) throw;
        log::debug("statement {} cannot be run: {}", probe.measured.query_hash, error.message());
        (probe.measured.*samples).clear();
        return true;
      }
    });
    warm = true;
  });
}

// How real calls ran before: one sample a snapshot that collect has stored.
// Without pg_stat_statements it throws now, not when the change has been made.
void Verifier::read_history() {
  pg::Session session(m_database);
  pg::read_statements(session, "");
  pg::MetricsPeriod history;
  history.length_ms = std::chrono::duration<double, std::milli>(k_history).count();
  const auto stored = pg::read_metrics(session, history, "pg_stat_statements", "");
  for (Probe& probe : m_probes)
    for (const WorkloadQuery& row : stored.rows)
      if (row.query_hash == probe.measured.query_hash && row.mean_ms)
        probe.measured.before.push_back(*row.mean_ms);
  const auto known = std::ranges::count_if(m_probes, [](const Probe& probe) {
    return std::ssize(probe.measured.before) >= k_least_samples;
  });
  if (known < std::ssize(m_probes))
    log::warning(
        "{} of {} statements have run in fewer than {} snapshots of selfopt collect, too few to be "
        "compared with",
        std::ssize(m_probes) - known, m_probes.size(), k_least_samples);
}

void Verifier::observe() {
  pg::Session session(m_database);
  const auto counters = [&session] {
    std::map<std::string, std::pair<double, double>> sums;  // calls, milliseconds by query_hash
    for (const pg::StatementStatistics& row : pg::read_statements(session, "").rows) {
      auto& [calls, ms] = sums[sql::fingerprint(row.sql)];
      calls += static_cast<double>(row.calls);
      ms += row.total_ms;
    }
    return sums;
  };
  auto last = counters();
  const std::chrono::duration<double, std::milli> part(m_options.observe_ms / k_observed_parts);
  for (int i = 0; i < k_observed_parts; ++i) {
    const auto end = Clock::now() + part;
    while (Clock::now() < end) {
      env::throw_if_interrupted();
      std::this_thread::sleep_for(std::min<std::chrono::duration<double, std::milli>>(100ms, part));
    }
    auto now = counters();
    for (Probe& probe : m_probes) {
      const auto& [calls, ms] = now[probe.measured.query_hash];
      const auto& [calls_before, ms_before] = last[probe.measured.query_hash];
      if (calls > calls_before && ms >= ms_before)  // else not called, or the counters began anew
        probe.measured.after.push_back((ms - ms_before) / (calls - calls_before));
    }
    last = std::move(now);
  }
}

void Verifier::judge_all(std::vector<Action>& actions) {
  std::vector<std::string> made;
  for (const Action& action : actions)
    if (action.state == "done" && creates(action)) made.push_back(action.name);
  if (m_probes.empty() || std::ranges::count(actions, "done", &Action::state) == 0) return;
  explain_all(false);
  name_whole_indexes(actions, &Measured::used_after);
  look_at_statistics(false);
  if (m_options.verify == VerifyMethod::replay) {
    take_samples(&Measured::after);
    measure_again_what_looks_slower();
  }
  if (m_options.verify == VerifyMethod::observe) observe();
  for (Action& action : actions) {
    if (action.state != "done") continue;
    std::vector<Measured> measured;
    for (const Probe& probe : m_probes) {
      measured.push_back(probe.measured);
      measured.back().reads_table = concerns(action, probe.tables, probe.measured.query_hash);
    }
    action.verification = judge(action, measured, m_options.verify, made);
  }
}

void Verifier::measure_again_what_looks_slower() {
  std::vector<std::size_t> suspects;
  for (std::size_t i = 0; i < m_probes.size(); ++i)
    if (judge_statement(m_probes[i].measured, VerifyMethod::replay) == "regressed")
      suspects.push_back(i);
  if (suspects.empty()) return;
  log::debug("measuring {} statements again that look slower", suspects.size());
  replay(&Measured::after, suspects);
}

}  // namespace selfopt::change
