#include "apply/verdict.hpp"

#include <algorithm>

#include "apply/change.hpp"
#include "apply/rank_test.hpp"

namespace selfopt::change {
namespace {

constexpr double k_least_share = 0.1;
constexpr double k_least_ms = 1;
constexpr double k_level = 0.025;

bool same_plan(const Measured& statement) {
  return !statement.plan_before.empty() && statement.plan_before == statement.plan_after;
}

bool uses(const Measured& statement, const std::string& index) {
  return std::ranges::count(statement.used_after, index) > 0;
}

std::string judge_cost(const Measured& statement) {
  const double before = statement.before.front();
  const double after = statement.after.front();
  if (after < before) return "improved";
  return after > before * (1 + k_least_share) ? "regressed" : "unchanged";
}

// Whether `action` can be why the statement is what it is now. A new index is, if the plan has it;
// a dropped one, if the plan has none of the new ones.
bool is_due_to(const Action& action, const Measured& statement,
               const std::vector<std::string>& made) {
  if (creates(action) && uses(statement, action.name)) return true;
  if (same_plan(statement)) return false;
  return std::ranges::none_of(made, [&](const auto& index) { return uses(statement, index); });
}

// Whether a statement that the change was advised for was measured as it was then. Others alone
// cannot tell that it is of no use.
bool is_what_it_was_made_for(const Action& action, const Measured& statement) {
  return !statement.guessed && (action.query_hashes.empty() ||
                                std::ranges::count(action.query_hashes, statement.query_hash) > 0);
}

}  // namespace

std::string name_of(VerifyMethod method) {
  switch (method) {
    case VerifyMethod::none:
      return "none";
    case VerifyMethod::plan:
      return "plan";
    case VerifyMethod::replay:
      return "replay";
    case VerifyMethod::observe:
      return "observe";
  }
  return "";
}

std::string judge_statement(const Measured& statement, VerifyMethod method) {
  if (method == VerifyMethod::plan) return judge_cost(statement);
  if (same_plan(statement)) return "unchanged";
  const RankTest test = rank_test(statement.before, statement.after);
  const double least = k_least_share * middle(statement.before);
  if (test.p_larger < k_level && test.shift > std::max(least, k_least_ms)) return "regressed";
  if (test.p_smaller < k_level && -test.shift > least && -test.shift * statement.calls > k_least_ms)
    return "improved";
  return "unchanged";
}

Verification judge(const Action& action, const std::vector<Measured>& statements,
                   VerifyMethod method, const std::vector<std::string>& made) {
  Verification found;
  found.method = name_of(method);
  bool improved = false;
  bool regressed = false;
  bool proven = false;
  for (const Measured& one : statements) {
    if (!one.reads_table || one.before.empty() || one.after.empty()) continue;
    StatementOutcome outcome;
    outcome.query_hash = one.query_hash;
    outcome.calls = one.calls;
    outcome.before = middle(one.before);
    outcome.after = middle(one.after);
    outcome.verdict = judge_statement(one, method);
    outcome.uses_it = creates(action) && uses(one, action.name);
    found.before += outcome.before * outcome.calls;
    found.after += outcome.after * outcome.calls;
    improved = improved || (outcome.verdict == "improved" && outcome.uses_it);
    regressed = regressed || (outcome.verdict == "regressed" && is_due_to(action, one, made));
    found.statements.push_back(std::move(outcome));
    proven = proven || is_what_it_was_made_for(action, one);
  }
  if (regressed)
    found.verdict = "regressed";
  else if (improved)
    found.verdict = "improved";
  else if (!proven)
    found.verdict = "not measured";
  else
    found.verdict = creates(action) ? "useless" : "unchanged";
  return found;
}

}  // namespace selfopt::change
