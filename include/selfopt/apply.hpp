#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/recommendations.hpp>

/// Making the advised changes, safely, and taking them back.
namespace selfopt {

struct ApplyOptions {
  /// Only the recommendations with these ids; empty: all.
  std::vector<std::string> only;
  /// An index is made only if the advice's confidence is above this. 0 to 1.
  double min_create_confidence = 0.7;
  /// An index is dropped only if the advice's confidence is above this. 0 to 1.
  double min_drop_confidence = 0.8;
  /// How long a build may wait for other transactions to end. A short wait does harm: a build that
  /// gives up leaves an invalid index, which then has to be removed.
  double max_wait_ms = 10 * 60'000;
};

/// Says what apply would do, and what it would skip and why. Changes nothing.
/// \returns one action a recommendation, in order, of state "planned" or "skipped"
/// \throws Error{input} if a recommendation's DDL is not what its kind says
std::vector<Action> plan_actions(const Database& database, const Recommendations& advice,
                                 const ApplyOptions& options);

/// Makes the advised changes one after the other, CONCURRENTLY, each written to the ledger
/// selfopt.actions before and after. A change that fails is cleaned up (no invalid index stays) and
/// the others go on. First finishes or cleans up what an earlier run left.
/// \returns one action a recommendation, in order, of state "done", "skipped" or "failed"
/// \throws Error{busy} if another selfopt is changing this database; Error{refused} if the ledger
///         may not be written; Error::interrupted after cleaning up, if a signal came
std::vector<Action> apply(const Database& database, const Recommendations& advice,
                          const ApplyOptions& options);

/// Takes changes back, the latest first.
/// \param which "last", "all", or the number of an action in the ledger
/// \returns the actions, of state "undone" or "failed"
/// \throws Error{input} if there is no such action; others as apply
std::vector<Action> undo_actions(const Database& database, const std::string& which,
                                 const ApplyOptions& options);

/// \returns the ledger, the latest action first.
std::vector<Action> action_history(const Database& database);

}  // namespace selfopt
