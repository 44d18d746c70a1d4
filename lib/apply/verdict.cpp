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

bool contains(const std::vector<std::string>& indexes, const std::string& index) {
  return std::ranges::count(indexes, index) > 0;
}

bool uses(const Measured& statement, const std::string& index) {
  return contains(statement.used_after, index);
}

std::string judge_cost(const Measured& statement) {
  const double before = statement.before.front();
  const double after = statement.after.front();
  if (after < before) return "improved";
  return after > before * (1 + k_least_share) ? "regressed" : "unchanged";
}

// Whether `action` can be why the statement is slower now. An index is, if the plan has or had it.
// The planner looks at an index also to estimate, so another plan counts too, if it has none of the
// new ones and nothing else is known to have changed.
bool is_due_to(const Action& action, const Measured& statement, VerifyMethod method,
               const std::vector<std::string>& made) {
  if (creates(action) && method == VerifyMethod::plan) return false;
  if (creates(action) && uses(statement, action.name)) return true;
  if (same_plan(statement)) return false;
  if (std::ranges::any_of(made, [&](const auto& index) { return uses(statement, index); }))
    return false;
  return !statement.statistics_changed ||
         (!creates(action) && contains(statement.used_before, action.name));
}

// Whether a statement that the change was advised for was measured as it was then. Others alone
// cannot tell that it is of no use, nor can costs by other statistics if the planner wants it.
bool can_prove_useless(const Action& action, const Measured& statement, VerifyMethod method) {
  if (statement.guessed) return false;
  if (method == VerifyMethod::plan && statement.statistics_changed && uses(statement, action.name))
    return false;
  return action.query_hashes.empty() || contains(action.query_hashes, statement.query_hash);
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
  if (same_plan(statement)) return "unchanged";
  // It could not be run before, or not after: a timeout, an error in the statement.
  if (statement.before.empty() || statement.after.empty()) return "unchanged";
  if (method == VerifyMethod::plan) return judge_cost(statement);
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
    regressed =
        regressed || (outcome.verdict == "regressed" && is_due_to(action, one, method, made));
    found.statements.push_back(std::move(outcome));
    proven = proven || can_prove_useless(action, one, method);
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
