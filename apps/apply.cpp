#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <selfopt/actions.hpp>
#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "apply_options.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

struct State {
  DatabaseOptions database;
  OutputOptions output;
  std::string input = "-";
  ApplySettings settings;
  std::vector<std::string> workload;
  std::string undo;
  bool yes = false;
  bool dry_run = false;
  bool history = false;
  bool resume = false;
};

std::string plan_table(const std::vector<Action>& actions) {
  Table table({{"state"},
               {"statement", Table::Align::left, true},
               {"size", Table::Align::right},
               {"free", Table::Align::right},
               {"lock", Table::Align::left, true},
               {"time", Table::Align::right},
               {"risk", Table::Align::left, true},
               {"why not", Table::Align::left, true}});
  for (const Action& action : actions) {
    const Outlook& outlook = action.outlook;
    const bool planned = action.state == "planned";
    table.add({action.state, action.ddl, action.size_bytes ? format_bytes(*action.size_bytes) : "",
               outlook.free_bytes ? format_bytes(*outlook.free_bytes) : "?",
               planned ? outlook.lock : "",
               planned ? "about " + format_duration_ms(outlook.estimated_ms) : "",
               planned ? outlook.risk : "", action.message});
  }
  return table.text(stdout_width());
}

std::string done_table(const std::vector<Action>& actions) {
  Table table({{"action", Table::Align::right},
               {"state"},
               {"statement", Table::Align::left, true},
               {"size", Table::Align::right},
               {"time", Table::Align::right},
               {"verdict"},
               {"message", Table::Align::left, true}});
  for (const Action& action : actions) {
    const bool taken_back = action.state == "undone" || action.state == "reverted";
    table.add({action.id == 0 ? "" : fmt::format("{}", action.id), action.state,
               taken_back ? action.undo_ddl : action.ddl,
               action.size_bytes ? format_bytes(*action.size_bytes) : "",
               action.duration_ms ? format_duration_ms(*action.duration_ms) : "",
               action.verification.verdict, action.message});
  }
  return table.text(stdout_width());
}

std::int64_t count(const std::vector<Action>& actions, const std::string& state) {
  return std::ranges::count(actions, state, &Action::state);
}

void write(const State& state, const std::vector<Action>& actions) {
  std::string text;
  if (state.output.format() != "table")
    for (const Action& action : actions)
      text += to_jsonl(action);
  else if (!actions.empty())
    text = count(actions, "planned") > 0 ? plan_table(actions) : done_table(actions);
  write_output(state.output.path(), text);
}

// What went wrong, the worst first: a change that failed, one that did no good, one for later.
int status_of(const std::vector<Action>& actions) {
  if (count(actions, "failed") + count(actions, "intended") > 0) return 4;
  if (count(actions, "reverted") > 0) return 1;
  return count(actions, "postponed") > 0 ? 75 : 0;
}

int run_undo(const State& state, const Database& database) {
  const auto actions = undo_actions(database, state.undo, state.settings.options());
  write(state, actions);
  const auto undone = count(actions, "undone");
  log::notice("actions undone: {} of {}", undone, actions.size());
  return undone == static_cast<std::int64_t>(actions.size()) ? 0 : 4;
}

int run_resume(const State& state, const Database& database) {
  const auto actions = resume_actions(database, state.settings.options());
  write(state, actions);
  log::notice("unfinished actions settled: {}, reverted: {}", actions.size(),
              count(actions, "reverted"));
  return count(actions, "reverted") > 0 ? 1 : 0;
}

int run_dry(const State& state, const Database& database, const Recommendations& advice) {
  const auto actions = plan_actions(database, advice, state.settings.options());
  write(state, actions);
  std::int64_t bytes = 0;
  for (const Action& action : actions)
    if (action.state == "planned" && action.kind == "create_index")
      bytes += action.size_bytes.value_or(0);
  log::notice("changes planned: {}, about {} of disk space; nothing was changed",
              count(actions, "planned"), format_bytes(bytes));
  if (state.dry_run || count(actions, "planned") == 0) return 0;
  throw Error(ErrorKind::refused, "changes to the database need your consent", {},
              "Run the command again with --yes, or with --dry-run only to see the plan.");
}

int run_apply(const State& state, const Database& database, const Recommendations& advice) {
  ApplyOptions options = state.settings.options();
  if (!state.workload.empty()) options.workload = load_workload(state.workload);
  const auto actions = apply(database, advice, options);
  write(state, actions);
  log::notice(
      "changes done: {}, reverted: {}, skipped: {}, postponed: {}, failed: {}; selfopt apply "
      "--undo all takes them back",
      count(actions, "done"), count(actions, "reverted"), count(actions, "skipped"),
      count(actions, "postponed"), count(actions, "failed"));
  return status_of(actions);
}

int run(State& state) {
  const int ways = (state.history ? 1 : 0) + (state.resume ? 1 : 0) + (state.undo.empty() ? 0 : 1);
  if (ways > 1)
    throw Error(ErrorKind::usage, "--history, --resume and --undo contradict each other");
  state.settings.check();
  if (ways == 1) {
    const Database database = state.database.open();
    if (!state.undo.empty()) return run_undo(state, database);
    if (state.resume) return run_resume(state, database);
    write(state, action_history(database));
    return 0;
  }
  const Recommendations advice = load_recommendations(state.input);
  const Database database = state.database.open();
  if (state.dry_run || !state.yes) return run_dry(state, database, advice);
  return run_apply(state, database, advice);
}

}  // namespace

Runner declare_apply(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Make the advised changes safely, or take them back");
  line.positional("ADVICE", state->input,
                  "What selfopt recommend wrote; standard input if not given");
  line.flag("--yes", state->yes, "Consent to the changes; without it nothing is changed");
  line.flag("--dry-run", state->dry_run, "Show what would be done");
  line.option("--only", "ID", state->settings.only(),
              "Make only the recommendation with this id; may be repeated");
  line.option("--undo", "ID|last|all", state->undo, "Take back an action of the ledger");
  line.flag("--resume", state->resume,
            "Finish, clean up or verify what a run that was stopped or killed has left");
  line.flag("--history", state->history, "Show the ledger of actions");
  state->settings.declare(line);
  line.option("--workload", "FILE", state->workload,
              "Statements to verify with; default: those of selfopt.performance_metrics");
  state->database.declare(line);
  state->output.declare(line, {"jsonl", "table"});
  line.example("selfopt apply advice.json --dry-run", "what would be done");
  line.example("selfopt apply advice.json --yes --window 01:00-05:00",
               "do it, one index after the other, if it is night");
  line.example("selfopt apply advice.json --yes --verify replay --workload workload.sql",
               "do it, and revert what does not make these statements faster");
  line.example("selfopt apply --undo last", "take the latest change back");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
