#include "apply/judgement.hpp"

#include <algorithm>
#include <map>

#include <selfopt/log.hpp>

#include "apply/verify.hpp"
#include "pg/ledger.hpp"
#include "pg/unverified.hpp"

namespace selfopt::change {
namespace {

using Pending = std::map<std::int64_t, pg::Unverified>;

VerifyMethod method_of(const std::string& name) {
  for (const VerifyMethod method : {VerifyMethod::replay, VerifyMethod::observe})
    if (name == name_of(method)) return method;
  return VerifyMethod::plan;
}

void give_up(Action& action, const pg::Unverified& pending) {
  action.verification.method = pending.method;
  action.verification.verdict = "not measured";
  log::warning("{} (action {}) stays unverified: it was made more than a day ago", action.name,
               action.id);
}

// Changes of one run share their statements, which are to be measured once.
std::vector<pg::StatementBefore> statements_of(const std::vector<Action>& actions,
                                               const Pending& pending) {
  std::vector<pg::StatementBefore> all;
  for (const Action& action : actions)
    for (const pg::StatementBefore& one : pending.at(action.id).statements)
      if (std::ranges::count(all, one) == 0) all.push_back(one);
  return all;
}

void judge(const Database& database, std::vector<Action>& actions, const Pending& pending,
           ApplyOptions options) {
  options.verify = method_of(pending.at(actions.front().id).method);
  log::notice("verifying {} changes of an earlier run, by {}", actions.size(),
              name_of(options.verify));
  Verifier(database, options, statements_of(actions, pending)).judge_all(actions);
}

void carry_out_verdict(Workshop& workshop, Action& action) {
  const std::string& verdict = action.verification.verdict;
  pg::record_verification(workshop.ledger(), action);
  if (verdict == "regressed" || verdict == "useless") {
    log::warning("{} is taken back: {}", action.name,
                 verdict == "useless" ? "no statement became faster" : "a statement became slower");
    const std::string message = action.message;
    action = workshop.take_back(std::move(action), "reverted");
    if (action.state == "reverted" && action.message.empty()) action.message = message;
  }
  pg::forget_before(workshop.ledger(), action.id);
}

}  // namespace

void carry_out_verdicts(Workshop& workshop, std::vector<Action>& actions) {
  for (auto action = actions.rbegin(); action != actions.rend(); ++action)
    if (action->state == "done" && !action->verification.verdict.empty())
      carry_out_verdict(workshop, *action);
}

std::vector<Action> judge_what_is_pending(const Database& database, Workshop& workshop,
                                          const ApplyOptions& options) {
  const Pending pending = pg::read_unverified(workshop.ledger());
  if (pending.empty()) return {};
  std::map<std::string, std::vector<Action>> by_method;
  std::vector<Action> judged;
  for (Action& action : pg::read_actions(workshop.ledger())) {
    const auto found = pending.find(action.id);
    if (found == pending.end()) continue;
    if (found->second.too_late) {
      give_up(action, found->second);
      judged.push_back(std::move(action));
    } else {
      by_method[found->second.method].push_back(std::move(action));
    }
  }
  for (auto& [method, actions] : by_method) {
    judge(database, actions, pending, options);
    judged.insert(judged.end(), actions.begin(), actions.end());
  }
  std::ranges::sort(judged, {}, &Action::id);
  carry_out_verdicts(workshop, judged);
  std::ranges::reverse(judged);
  for (const Action& action : judged)
    log::notice("{} (action {}): {}", action.name, action.id, action.verification.verdict);
  return judged;
}

}  // namespace selfopt::change
