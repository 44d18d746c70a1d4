#include <algorithm>

#include <fmt/format.h>

#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "apply/change.hpp"
#include "apply/judgement.hpp"
#include "apply/preflight.hpp"
#include "apply/verify.hpp"
#include "apply/window.hpp"
#include "env/signals.hpp"
#include "pg/ledger.hpp"

namespace selfopt {
namespace {

std::chrono::milliseconds to_ms(double ms) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(ms));
}

// The earlier of --max-duration and the end of --window.
change::Limits limits_of(const ApplyOptions& options) {
  change::Limits limits;
  limits.max_wait = to_ms(options.max_wait_ms);
  limits.parallel = static_cast<std::size_t>(options.max_parallel);
  const auto now = change::Clock::now();
  if (options.max_duration_ms > 0) limits.until = now + to_ms(options.max_duration_ms);
  if (const auto open = change::Window(options.window).open_for(change::minute_of_day()))
    limits.until = std::min(limits.until.value_or(now + *open), now + *open);
  return limits;
}

// Which actions of the ledger "last", "all" or a number means, the latest first.
std::vector<Action> chosen_for_undo(const std::vector<Action>& ledger, const std::string& which) {
  std::vector<Action> chosen;
  for (const Action& action : ledger) {
    if (which != "last" && which != "all" && which != fmt::format("{}", action.id)) continue;
    if (action.state == "done")
      chosen.push_back(action);
    else if (which != "last" && which != "all")
      throw Error(ErrorKind::input,
                  fmt::format("action {} cannot be undone: it is {}", which, action.state));
    if (which == "last" && !chosen.empty()) break;
  }
  if (chosen.empty() && which != "all")
    throw Error(ErrorKind::input,
                which == "last" ? "there is no action to undo"
                                : fmt::format("there is no action {} to undo", which),
                {}, "selfopt apply --history lists the actions.");
  return chosen;
}

void make_all(change::Workshop& workshop, std::vector<Action>& actions,
              const change::Verifier& verifier, const ApplyOptions& options,
              const change::Limits& limits) {
  for (Action& action : actions) {
    env::throw_if_interrupted();
    if (action.state != "planned") continue;
    action.message = change::reason_to_postpone(workshop.ledger(), action, options, limits);
    if (!action.message.empty()) {
      action.state = "postponed";
      log::warning("{} is postponed: {}", action.name, action.message);
      continue;
    }
    action.message = change::reason_it_is_done(workshop.ledger(), action);
    if (!action.message.empty()) {
      action.state = "skipped";
      log::notice("{} is skipped: {}", action.name, action.message);
      continue;
    }
    action.message = change::reason_it_is_stale(workshop.ledger(), action);
    if (!action.message.empty()) {
      action.state = "failed";
      log::warning("{} is not made: {}", action.name, action.message);
      continue;
    }
    action = workshop.make(action, verifier.before(action));
  }
}

void say_what_is_left(const std::vector<Action>& actions, const change::Verifier& verifier) {
  const auto left = std::ranges::count_if(actions, [&verifier](const Action& action) {
    return action.state == "done" && !verifier.before(action).statements.empty();
  });
  if (left > 0)
    log::warning("changes made and not verified yet: {}; selfopt apply --resume verifies them",
                 left);
}

}  // namespace

std::vector<Action> apply(const Database& database, const Recommendations& advice,
                          const ApplyOptions& options) {
  const change::Limits limits = limits_of(options);
  std::vector<Action> actions = plan_actions(database, advice, options);
  change::Workshop workshop(database, limits);
  const auto judged = change::judge_what_is_pending(database, workshop, options);
  if (!workshop.settled().empty() || !judged.empty())
    actions = plan_actions(database, advice, options);
  change::Verifier verifier(database, options, actions);
  try {
    make_all(workshop, actions, verifier, options, limits);
    verifier.judge_all(actions);
  } catch (const Error&) {
    say_what_is_left(actions, verifier);
    throw;
  }
  change::carry_out_verdicts(workshop, actions);
  return actions;
}

std::vector<Action> undo_actions(const Database& database, const std::string& which,
                                 const ApplyOptions& options) {
  {
    pg::Session session(database);
    change::demand_changeable_server(session);
    if (!pg::has_ledger(session)) return chosen_for_undo({}, which);
  }
  change::Workshop workshop(database, limits_of(options));
  std::vector<Action> actions = chosen_for_undo(pg::read_actions(workshop.ledger()), which);
  for (Action& action : actions) {
    env::throw_if_interrupted();
    action = workshop.take_back(std::move(action), "undone");
  }
  return actions;
}

std::vector<Action> resume_actions(const Database& database, const ApplyOptions& options) {
  {
    pg::Session session(database);
    change::demand_changeable_server(session);
    if (!pg::has_ledger(session)) return {};
  }
  change::Workshop workshop(database, limits_of(options));
  std::vector<Action> actions = change::judge_what_is_pending(database, workshop, options);
  for (const Action& settled : workshop.settled())
    if (std::ranges::count(actions, settled.id, &Action::id) == 0) actions.push_back(settled);
  std::ranges::sort(actions, std::ranges::greater(), &Action::id);
  return actions;
}

std::vector<Action> action_history(const Database& database) {
  pg::Session session(database);
  return pg::read_actions(session);
}

}  // namespace selfopt
