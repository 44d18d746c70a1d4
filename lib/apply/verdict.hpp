#pragma once

#include <string>
#include <vector>

#include <selfopt/apply.hpp>
#include <selfopt/nouns/action.hpp>

namespace selfopt::change {

/// A statement before and after all changes of a run.
struct Measured {
  std::string query_hash;
  double calls = 1;
  bool reads_table = false;  ///< of the action that is judged
  /// Its values are not those that the change was advised for, so that a plan without the new index
  /// proves nothing.
  bool guessed = false;
  std::vector<double> before;  ///< milliseconds; with VerifyMethod::plan: one cost
  std::vector<double> after;
  std::string plan_before;  ///< plan_hash; empty: not known
  std::string plan_after;
  std::vector<std::string> used_before;  ///< names of the indexes in its plan
  std::vector<std::string> used_after;
  /// What the planner knows of its tables has changed, so that its plan may have, too.
  bool statistics_changed = false;
};

/// Judges one change by the statements that read its table.
///
/// A statement is improved or regressed if the rank test says so at the level of 0.025, the change
/// is at least 10 %, and at least 1 ms: of all its calls together if it improved, of each call if
/// it regressed. Where both plans are known and equal, nothing that was measured is the index's
/// doing. Where they are not, it is if the plan has the index; a plan without it that changed may
/// have changed because statistics did: every build renews some of its table. By plan a new index
/// regresses nothing, since the planner takes it only where that is cheaper: what became dearer did
/// so by what else the planner has learned. A new index that improved no statement is useless, if
/// one that it was advised for was measured.
/// \param made names of the indexes that the run made
Verification judge(const Action& action, const std::vector<Measured>& statements,
                   VerifyMethod method, const std::vector<std::string>& made);

/// \returns "improved", "regressed" or "unchanged"
std::string judge_statement(const Measured& statement, VerifyMethod method);

/// \returns the method's name: "plan", "replay", "observe", "none"
std::string name_of(VerifyMethod method);

}  // namespace selfopt::change
