#include <algorithm>

#include <fmt/format.h>

#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>

#include "apply/change.hpp"
#include "env/signals.hpp"
#include "pg/ledger.hpp"

namespace selfopt {
namespace {

std::chrono::milliseconds wait_of(const ApplyOptions& options) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(options.max_wait_ms));
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

}  // namespace

std::vector<Action> apply(const Database& database, const Recommendations& advice,
                          const ApplyOptions& options) {
  change::Workshop workshop(database, wait_of(options));
  std::vector<Action> actions = plan_actions(database, advice, options);
  for (Action& action : actions) {
    env::throw_if_interrupted();
    if (action.state == "planned") action = workshop.make(std::move(action));
  }
  return actions;
}

std::vector<Action> undo_actions(const Database& database, const std::string& which,
                                 const ApplyOptions& options) {
  {
    pg::Session session(database);
    if (!pg::has_ledger(session)) return chosen_for_undo({}, which);
  }
  change::Workshop workshop(database, wait_of(options));
  std::vector<Action> actions = chosen_for_undo(pg::read_actions(workshop.ledger()), which);
  for (Action& action : actions) {
    env::throw_if_interrupted();
    action = workshop.take_back(std::move(action));
  }
  return actions;
}

std::vector<Action> action_history(const Database& database) {
  pg::Session session(database);
  if (!pg::has_ledger(session)) return {};
  return pg::read_actions(session);
}

}  // namespace selfopt
