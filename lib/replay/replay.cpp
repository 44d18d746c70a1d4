#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/replay.hpp>

#include "diag/progress.hpp"
#include "env/signals.hpp"
#include "exchange/plan_json.hpp"
#include "literals/literals.hpp"
#include "measuring/rounds.hpp"
#include "measuring/statistics.hpp"
#include "pg/metrics_store.hpp"
#include "pg/replay_session.hpp"
#include "replay/compare.hpp"
#include "replay/expected_time.hpp"
#include "replay/prepare.hpp"
#include "replay/sessions.hpp"

namespace selfopt {
namespace {

// What was seen of one statement so far.
struct Observed {
  std::vector<double> times_ms;
  std::vector<double> rows;
  std::vector<double> cpu_ms;
  std::optional<std::int64_t> peak_memory_bytes;
};

class Replayer {
 public:
  /// \param sessions as many statements run at a time
  /// \param expected how long each statement may take; empty: that does not matter
  Replayer(Sessions& sessions, Workload workload, std::vector<literals::Filled> texts,
           std::vector<double> expected, const ReplayOptions& options)
      : m_sessions(sessions),
        m_queries(std::move(workload)),
        m_texts(std::move(texts)),
        m_observed(m_queries.size()),
        m_options(options),
        m_rounds(options.seed),
        m_expected_ms(std::move(expected)),
        m_progress("replaying", executions()) {}

  Workload run() {
    std::vector<std::size_t> all(m_queries.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    run_rounds(m_options.warmup, all, nullptr);
    run_rounds(m_options.runs, all, &m_observed);
    explain_all();
    summarise_all();
    if (m_options.before != nullptr) measure_again_what_looks_slower(*m_options.before);
    return std::move(m_queries);
  }

 private:
  std::int64_t executions() const {
    const auto runnable = std::ranges::count_if(
        m_queries, [](const WorkloadQuery& query) { return query.error.empty(); });
    return runnable * (m_options.warmup + m_options.runs + 1);
  }

  void run_rounds(std::int64_t rounds, std::vector<std::size_t> places,
                  std::vector<Observed>* observed) {
    m_rounds.run(rounds, std::move(places), [&](std::vector<std::size_t>& in_order) {
      if (!m_expected_ms.empty())
        std::ranges::stable_sort(in_order, std::ranges::greater{},
                                 [&](std::size_t place) { return m_expected_ms[place]; });
      run_round(in_order, observed);
    });
  }

  // Each session takes the next statement when it has done one. No statement is run by two of them
  // at a time, so what belongs to a statement needs no lock. A statement that loses its connection
  // beside others may pay for another's crash, and the server cannot always say so: it is run again
  // alone.
  void run_round(const std::vector<std::size_t>& places, std::vector<Observed>* observed) {
    constexpr std::size_t k_first = 0;
    if (m_sessions.count() == 1) {
      for (const std::size_t place : places)
        run_alone(k_first, place, observed);
      return;
    }
    std::atomic<std::size_t> next = 0;
    std::mutex shared;
    std::vector<std::size_t> lost;
    std::exception_ptr failure;
    const auto work = [&](std::size_t session) {
      try {
        for (std::size_t i = next++; i < places.size(); i = next++) {
          if (run_beside_others(session, places[i], observed)) continue;
          const std::lock_guard lock(shared);
          lost.push_back(places[i]);
        }
      } catch (...) {
        next = places.size();  // the others stop, too
        const std::lock_guard lock(shared);
        if (!failure) failure = std::current_exception();
      }
    };
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < m_sessions.count(); ++i)
        others.emplace_back([&, i] { work(i); });
      work(0);
    }
    if (failure) std::rethrow_exception(failure);
    for (const std::size_t place : lost) {
      // Its own connection may have gone in the meantime: that is not to be blamed on the next.
      m_sessions.holds_for(k_first,
                           [](pg::ReplaySession& session) { session.execute("select 1", {}); });
      run_alone(k_first, place, observed);
    }
  }

  void run_alone(std::size_t session, std::size_t place, std::vector<Observed>* observed) {
    attempt(session, m_queries[place],
            [&](pg::ReplaySession& connected) { execute(connected, place, observed); });
  }

  // \returns false if the connection was lost
  bool run_beside_others(std::size_t session, std::size_t place, std::vector<Observed>* observed) {
    bool held = true;
    settle(session, m_queries[place], [&] {
      held = m_sessions.holds_for(
          session, [&](pg::ReplaySession& connected) { execute(connected, place, observed); });
      return held;
    });
    return held;
  }

  void execute(pg::ReplaySession& session, std::size_t place, std::vector<Observed>* observed) {
    const literals::Filled& text = m_texts[place];
    const pg::Execution execution = session.execute(text.sql, text.values);
    if (observed != nullptr) note(execution, (*observed)[place]);
  }

  void measure_again_what_looks_slower(const Workload& before) {
    measuring::measure_suspects_again(
        [&] { return slower_than(before, m_queries, m_options.seed); },
        [&](std::vector<std::size_t> suspects) {
          log::debug("measuring {} statements again that look slower", suspects.size());
          m_progress.note("measuring again what looks slower");
          run_rounds(m_options.runs, std::move(suspects), &m_observed);
          summarise_all();
        });
  }

  // A statement that fails is a result, and is not run again, not even if it ends its server
  // process; only a server that stays away ends the run.
  template <typename Work>
  void attempt(std::size_t session, WorkloadQuery& query, Work work) {
    settle(session, query, [&] {
      m_sessions.with(session, work);
      return true;
    });
  }

  // \param run tells whether the statement is done with, or throws why it failed
  template <typename Run>
  void settle(std::size_t session, WorkloadQuery& query, Run run) {
    env::throw_if_interrupted();
    if (!query.error.empty()) return;
    try {
      if (!run()) return;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || !m_sessions[session].alive()) throw;
      query = without_measurements(std::move(query));
      query.error = error.message();
    }
    m_progress.advance();
  }

  static void note(const pg::Execution& execution, Observed& observed) {
    observed.times_ms.push_back(execution.ms);
    observed.rows.push_back(static_cast<double>(execution.rows));
    if (execution.cpu_ms) observed.cpu_ms.push_back(*execution.cpu_ms);
    if (execution.peak_memory_bytes)
      observed.peak_memory_bytes =
          std::max(observed.peak_memory_bytes.value_or(0), *execution.peak_memory_bytes);
  }

  void explain_all() {
    constexpr std::size_t k_first = 0;
    const IndexDefinitions indexes = m_sessions.with(
        k_first, [](pg::ReplaySession& session) { return session.index_definitions(); });
    for (std::size_t i = 0; i < m_queries.size(); ++i)
      attempt(k_first, m_queries[i],
              [&](pg::ReplaySession& session) { explain(session, i, indexes); });
  }

  void explain(pg::ReplaySession& session, std::size_t place, const IndexDefinitions& indexes) {
    WorkloadQuery& query = m_queries[place];
    const std::string json = session.explain_analyzed(m_texts[place].sql, m_texts[place].values);
    const Plan plan = exchange::read_plan(json);
    query.plan_hash = plan_hash(plan, indexes);
    query.shared_blks_hit = plan.root.shared_hit_blocks;
    query.shared_blks_read = plan.root.shared_read_blocks;
    query.temp_blks_written = plan.root.temp_written_blocks;
    if (m_options.keep_plans) query.plan_json = exchange::on_one_line(json);
    // Parallel workers are processes of their own: what ours used is then not the whole.
    if (!is_parallel(plan)) return;
    m_observed[place].cpu_ms.clear();
    m_observed[place].peak_memory_bytes.reset();
  }

  void summarise_all() {
    for (std::size_t i = 0; i < m_queries.size(); ++i)
      summarise(m_queries[i], m_observed[i]);
  }

  static void summarise(WorkloadQuery& query, const Observed& observed) {
    if (!query.error.empty()) return;
    query.times_ms = observed.times_ms;
    query.mean_ms = mean(observed.times_ms);
    query.total_ms = *query.mean_ms * static_cast<double>(query.calls);
    query.stddev_ms = sample_stddev(observed.times_ms);
    query.max_ms = std::ranges::max(observed.times_ms);
    query.rows = mean(observed.rows);
    if (!observed.cpu_ms.empty()) query.cpu_ms = mean(observed.cpu_ms);
    query.peak_memory_bytes = observed.peak_memory_bytes;
  }

  Sessions& m_sessions;
  Workload m_queries;
  std::vector<literals::Filled> m_texts;  // one for each query: what is run in its place
  std::vector<Observed> m_observed;       // one for each query
  const ReplayOptions& m_options;
  measuring::Rounds m_rounds;
  std::vector<double> m_expected_ms;
  Progress m_progress;
};

void check(const ReplayOptions& options) {
  if (options.runs < 1) throw Error(ErrorKind::usage, "--runs must be at least 1");
  constexpr std::int64_t k_most_jobs = 100;
  if (options.jobs < 1 || options.jobs > k_most_jobs)
    throw Error(ErrorKind::usage, fmt::format("--jobs must be 1 to {}", k_most_jobs));
  if (options.warmup < 0) throw Error(ErrorKind::usage, "--warmup must not be negative");
}

}  // namespace

Workload replay(const Database& database, Workload workload, const ReplayOptions& options) {
  check(options);
  Sessions sessions(
      database, replay_timeout(options),
      options.allow_writes ? pg::ReplayAccess::roll_back : pg::ReplayAccess::read_only,
      static_cast<std::size_t>(options.jobs));
  const Workload given = workload;
  std::vector<double> expected;
  if (options.longest_first) expected = expected_ms(database, given, options.model);
  std::vector<literals::Filled> texts = prepare_replay(database, workload, options);
  log::notice("replaying {} statements, {} runs each after {} to warm up, on {} as it is",
              workload.size(), options.runs, options.warmup, sessions[0].describe_server());
  if (!sessions[0].sees_process())
    log::debug(
        "cpu_ms and peak_memory_bytes are left out: the server's process is not on this "
        "host or cannot be read");
  Workload measured =
      Replayer(sessions, std::move(workload), std::move(texts), std::move(expected), options).run();
  literals::Coverage coverage;
  for (std::size_t i = 0; i < measured.size(); ++i)
    coverage.add(given[i], measured[i].error.empty());
  log::notice("{}", coverage.describe("replayed"));
  if (options.store) pg::store_metrics_or_warn(database, "replay", measured);
  return measured;
}

}  // namespace selfopt
