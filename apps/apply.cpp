#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <selfopt/actions.hpp>
#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/recommendations.hpp>
#include <selfopt/units.hpp>

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
  ApplyOptions options;
  std::string undo;
  bool yes = false;
  bool dry_run = false;
  bool history = false;
};

std::string as_table(const std::vector<Action>& actions) {
  Table table({{"action", Table::Align::right},
               {"state"},
               {"statement", Table::Align::left, true},
               {"size", Table::Align::right},
               {"time", Table::Align::right},
               {"message", Table::Align::left, true}});
  for (const Action& action : actions)
    table.add({action.id == 0 ? "" : fmt::format("{}", action.id), action.state,
               action.state == "undone" ? action.undo_ddl : action.ddl,
               action.size_bytes ? format_bytes(*action.size_bytes) : "",
               action.duration_ms ? format_duration_ms(*action.duration_ms) : "", action.message});
  return table.text(stdout_width());
}

std::string render(const std::vector<Action>& actions, const std::string& format) {
  if (format == "table") return actions.empty() ? "" : as_table(actions);
  std::string lines;
  for (const Action& action : actions)
    lines += to_jsonl(action);
  return lines;
}

std::int64_t count(const std::vector<Action>& actions, const std::string& state) {
  return std::ranges::count(actions, state, &Action::state);
}

void write(const State& state, const std::vector<Action>& actions) {
  write_output(state.output.path(), render(actions, state.output.format()));
}

int run_undo(const State& state, const Database& database) {
  const auto actions = undo_actions(database, state.undo, state.options);
  write(state, actions);
  const auto undone = count(actions, "undone");
  log::notice("actions undone: {} of {}", undone, actions.size());
  return undone == static_cast<std::int64_t>(actions.size()) ? 0 : 4;
}

int run_dry(const State& state, const Database& database, const Recommendations& advice) {
  const auto actions = plan_actions(database, advice, state.options);
  write(state, actions);
  std::int64_t bytes = 0;
  for (const Action& action : actions)
    if (action.state == "planned") bytes += action.size_bytes.value_or(0);
  log::notice("changes planned: {}, about {} of disk space; nothing was changed",
              count(actions, "planned"), format_bytes(bytes));
  if (state.dry_run || count(actions, "planned") == 0) return 0;
  throw Error(ErrorKind::refused, "changes to the database need your consent", {},
              "Run the command again with --yes, or with --dry-run only to see the plan.");
}

int run(State& state) {
  if (state.history || !state.undo.empty()) {
    const Database database = state.database.open();
    if (!state.undo.empty()) return run_undo(state, database);
    write(state, action_history(database));
    return 0;
  }
  const Recommendations advice = load_recommendations(state.input);
  const Database database = state.database.open();
  if (state.dry_run || !state.yes) return run_dry(state, database, advice);
  const auto actions = apply(database, advice, state.options);
  write(state, actions);
  log::notice("changes done: {}, skipped: {}, failed: {}; selfopt apply --undo all takes them back",
              count(actions, "done"), count(actions, "skipped"), count(actions, "failed"));
  return count(actions, "failed") == 0 ? 0 : 4;
}

}  // namespace

Runner declare_apply(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Make the advised changes safely, or take them back");
  line.positional("ADVICE", state->input,
                  "What selfopt recommend wrote; standard input if not given");
  line.flag("--yes", state->yes, "Consent to the changes; without it nothing is changed");
  line.flag("--dry-run", state->dry_run, "Show what would be done");
  line.option("--only", "ID", state->options.only,
              "Make only the recommendation with this id; may be repeated");
  line.option("--undo", "ID|last|all", state->undo, "Take back an action of the ledger");
  line.flag("--history", state->history, "Show the ledger of actions");
  line.option("--min-create-confidence", "P", state->options.min_create_confidence,
              "Make an index only if the advice is surer than this, 0 to 1");
  line.option("--min-drop-confidence", "P", state->options.min_drop_confidence,
              "Drop an index only if the advice is surer than this, 0 to 1");
  line.duration("--max-wait", state->options.max_wait_ms,
                "How long a build may wait for other transactions to end");
  state->database.declare(line);
  state->output.declare(line, {"jsonl", "table"});
  line.example("selfopt apply advice.json --dry-run", "what would be done");
  line.example("selfopt apply advice.json --yes", "do it, one index after the other");
  line.example("selfopt apply --undo last", "take the latest change back");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
