#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/comparison.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// How a workload is run and measured.
struct ReplayOptions {
  std::int64_t runs = 5;             ///< measured executions of each statement, at least 1
  std::int64_t warmup = 1;           ///< executions before them that are not measured, at least 0
  std::int64_t jobs = 1;             ///< statements that run at a time, at least 1
  double timeout_ms = 60'000;        ///< for each execution; 0: none
  bool allow_writes = false;         ///< run statements that write, too, and roll each back
  std::uint64_t seed = 1;            ///< of the order of the statements in each round
  bool store = true;                 ///< add the results to selfopt.performance_metrics
  const Workload* before = nullptr;  ///< an earlier replay, not owned: what looks slower than in it
                                     ///< is measured again, up to three times
  /// Start what takes longest first in each round, so that several jobs end together. By the model,
  /// if there is one, else by the times that the lines tell.
  bool longest_first = false;
  const Model* model = nullptr;  ///< of run times (selfopt/train.hpp), not owned
  bool keep_plans = false;       ///< fill plan_json
};

/// Runs every statement of \p workload `runs` times on one connection and measures it.
///
/// Each round runs all statements once, in an order of its own, so that what disturbs the machine
/// for a while hits all of them alike. The caches are warm: see `warmup`. After the rounds each
/// statement is run once more under EXPLAIN (ANALYZE, BUFFERS) for its blocks and plan.
///
/// A connection that is lost is made anew, for a minute if need be: a statement can end its server
/// process, and a crash ends all. The statement that it was lost in is not run again, unless the
/// server says that it was lost for another reason.
///
/// \returns the statements in their order with times_ms, mean_ms, total_ms, stddev_ms, rows,
///          blocks, plan_hash and, where the server's process can be seen, cpu_ms and
///          peak_memory_bytes. A statement that was not run or failed has `error` and no times.
/// \throws Error{usage} for options out of range, Error{database} if there is no server or it goes
///         away and stays away
Workload replay(const Database& database, Workload workload, const ReplayOptions& options);

/// \returns the median of the measured times in milliseconds (the mean of the two in the middle if
///          their number is even), mean_ms if the single times are not known, else nullopt.
std::optional<double> median_ms(const WorkloadQuery& query);

/// \returns the query's plan (plan_json) as an indented tree, a node a line, with estimated and
///          actual rows; "" if it has none.
std::string describe_plan(const WorkloadQuery& query);

/// Compares two replays. Statements are matched by query_hash and text, and then, for statements
/// whose text changed, by query_hash alone; the n-th of one with the n-th of the other.
/// \param seed of the resampling behind the confidence intervals
Comparison compare_replays(const Workload& before, const Workload& after, std::uint64_t seed);

}  // namespace selfopt
