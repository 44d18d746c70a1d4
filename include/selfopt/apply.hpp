#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/nouns/workload.hpp>

/// Making the advised changes, safely, and taking them back.
namespace selfopt {

/// How it is found out whether a change did any good.
enum class VerifyMethod {
  none,     ///< not at all
  plan,     ///< by what the planner says of the statements, which costs nothing
  replay,   ///< by running the statements that only read, before and after
  observe,  ///< by what pg_stat_statements counts of real calls, over some time
};

struct ApplyOptions {
  /// Only the recommendations with these ids; empty: all.
  std::vector<std::string> only;
  /// An index is made only if the advice's confidence is above this. 0 to 1.
  double min_create_confidence = 0.7;
  /// An index is dropped only if the advice's confidence is above this. 0 to 1.
  double min_drop_confidence = 0.8;
  /// Also drop indexes that selfopt did not make. Those that something needs are never dropped.
  bool allow_drops = false;
  /// Drop them although other servers follow this one, which may use them.
  bool replicas_not_used = false;
  /// Make indexes on partitioned tables, though dropping one locks the whole table for a moment.
  bool allow_locking_undo = false;
  /// Make again what was made before, did no good, and was reverted.
  bool retry_reverted = false;

  /// How long a build may wait for other transactions to end. A short wait does harm: a build that
  /// gives up leaves an invalid index, which then has to be removed.
  double max_wait_ms = 10 * 60'000;
  /// Changes follow each other. Of a partitioned table so many parts may be indexed at the same
  /// time. At least 1, at most 16.
  std::int64_t max_parallel = 1;
  /// How long all changes may take. One that would end later is not begun, one that does is
  /// stopped. 0: no limit.
  double max_duration_ms = 0;
  /// Hours of this machine's day in which changes may be made, "01:00-05:00"; empty: all.
  std::string window;
  /// Nothing is changed while a replica is further behind. Milliseconds.
  double max_lag_ms = 30'000;
  /// Nothing is changed while more sessions are running a statement.
  std::int64_t max_active = 32;
  /// Free space of the server's disk, where it cannot be seen from here.
  std::optional<std::int64_t> free_bytes;

  VerifyMethod verify = VerifyMethod::plan;
  /// Statements to verify with; empty: those of selfopt.performance_metrics.
  Workload workload;
  /// Measured executions of a statement on each side, with `replay`. At least 5.
  std::int64_t runs = 9;
  /// How long real calls are counted, with `observe`.
  double observe_ms = 30 * 60'000;
  std::uint64_t seed = 1;  ///< of the order in which statements are run
};

/// Says what apply would do, and what it would skip and why. Changes nothing.
/// \returns one action a recommendation, in order, of state "planned" or "skipped"
/// \throws Error{input} if a recommendation's DDL is not what its kind says; Error{refused} if this
///         server cannot be changed, or not by this user; the hint says what to grant
std::vector<Action> plan_actions(const Database& database, const Recommendations& advice,
                                 const ApplyOptions& options);

/// Makes the advised changes one after the other, CONCURRENTLY, each written to the ledger
/// selfopt.actions before and after. A change that fails is cleaned up (no invalid index stays) and
/// the others go on. Then it is found out whether they did any good, as `verify` says: what made a
/// statement slower, or nothing faster, is reverted. First does what resume_actions does.
/// \returns one action a recommendation, in order, of state "done", "reverted", "skipped",
///          "postponed" (now is no good time) or "failed"
/// \throws Error{busy} if another selfopt is changing this database; Error{refused} if this server
///         cannot be changed; Error::interrupted after cleaning up, if a signal came
std::vector<Action> apply(const Database& database, const Recommendations& advice,
                          const ApplyOptions& options);

/// Takes changes back, the latest first.
/// \param which "last", "all", or the number of an action in the ledger
/// \returns the actions, of state "undone" or "failed"
/// \throws Error{input} if there is no such action; others as apply
std::vector<Action> undo_actions(const Database& database, const std::string& which,
                                 const ApplyOptions& options);

/// Finishes or cleans up what a run that was killed has left, verifies what it has made and not
/// verified, by its method and with what it had measured, and does nothing else.
/// \returns the actions that were unfinished, the latest first
/// \throws as apply
std::vector<Action> resume_actions(const Database& database, const ApplyOptions& options);

/// \returns the ledger, the latest action first.
std::vector<Action> action_history(const Database& database);

}  // namespace selfopt
