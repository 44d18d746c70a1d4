#include <memory>
#include <utility>

#include <fmt/format.h>

#include <selfopt/check.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/model.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "findings_view.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

constexpr int k_found = 1;
constexpr int k_inconclusive = 6;

struct State {
  DatabaseOptions database;
  OutputOptions output;
  std::vector<std::string> inputs;
  std::string params;
  std::string baseline;
  bool update = false;
  bool prune = false;
  std::string mode;
  std::string model;
  std::string fail_on = "error";
  std::int64_t seed = 1;
  bool list_rules = false;
  bool suggest = false;
  std::string junit;
  std::string sarif;
  std::string markdown;
  bool github = false;
  CheckOptions options;
};

std::optional<CheckMode> mode_of(const std::string& name) {
  for (const CheckMode mode :
       {CheckMode::plan, CheckMode::buffers, CheckMode::time, CheckMode::predict})
    if (to_string(mode) == name) return mode;
  return std::nullopt;
}

void read_model(State& state) {
  if (state.model.empty()) return;
  if (state.options.mode != CheckMode::predict)
    throw Error(ErrorKind::usage, "--model needs --mode predict");
  state.options.model = load_model(state.model);
}

std::vector<CheckedStatement> read_input(const State& state) {
  const auto inputs = named_or_standard_input(state.inputs);
  if (inputs.empty())
    throw Error(ErrorKind::usage, "no input is named", {},
                "Name .sql files, a folder of them, or a file of Workload lines.");
  return load_checked_statements(inputs, state.params);
}

// \returns nullopt if none was named: then only what needs none is checked
std::optional<std::vector<Observation>> read_baseline(const State& state) {
  if (state.baseline.empty()) {
    log::notice("no baseline is named, so that nothing is compared; --baseline PATH names one");
    return std::nullopt;
  }
  auto baseline = load_baseline(state.baseline);
  if (baseline.empty() && !state.update)
    throw Error(ErrorKind::inconclusive,
                fmt::format("there is no baseline in \"{}\"", state.baseline), {},
                "Record it where all is well: the same command with --update.");
  return baseline;
}

// What failed cannot be a baseline.
int update(const State& state, const Findings& findings) {
  std::vector<Observation> seen;
  std::int64_t failed = 0;
  for (const CheckedQuery& query : findings.queries) {
    if (!query.after.error.empty()) {
      ++failed;
      log::warning("{} is not recorded: {}", query.id, query.after.error);
    } else if (!query.after.plan.type.empty()) {
      seen.push_back(query.after);
    }
  }
  const BaselineChanges changes = save_baseline(state.baseline, seen, state.prune);
  log::notice("recorded {} in \"{}\": {} new, {} changed, {} unchanged{}",
              counted(std::ssize(seen), "statement"), state.baseline, changes.added.size(),
              changes.changed.size(), changes.unchanged,
              changes.removed.empty() ? "" : fmt::format(", {} removed", changes.removed.size()));
  if (!changes.kept.empty())
    log::notice("{} of the baseline are not in the input and were kept; --prune removes them",
                counted(std::ssize(changes.kept), "statement"));
  return failed == 0 ? 0 : k_found;
}

void write_reports(const State& state, const Findings& findings) {
  if (!state.junit.empty()) write_output(state.junit, to_junit(findings));
  if (!state.sarif.empty()) write_output(state.sarif, to_sarif(findings));
  if (!state.markdown.empty()) write_output(state.markdown, to_markdown(findings));
  if (state.github) write_output("-", to_github(findings));
}

int report(const State& state, const Findings& findings) {
  const bool table = state.output.format() == "table" ||
                     (state.github && state.output.path() == "-" && !state.output.format_named());
  write_output(state.output.path(),
               table ? findings_table(findings, stdout_width()) : to_json(findings));
  write_reports(state, findings);
  if (!table) log::notice("{}", findings_summary(findings));
  if (const auto added = findings.count(Outcome::added); added > 0)
    log::notice("{} new to the baseline; --update records them", counted(added, "statement"));
  switch (verdict(findings)) {
    case CheckVerdict::failed:
      return k_found;
    case CheckVerdict::inconclusive:
      return k_inconclusive;
    case CheckVerdict::passed:
      break;
  }
  return 0;
}

int list_rules(const State& state) {
  Table table({{"rule"}, {"what it finds"}});
  for (const RuleDescription& rule : check_rules())
    table.add({std::string(rule.code), std::string(rule.summary)});
  write_output(state.output.path(), table.text(stdout_width()));
  return 0;
}

int run(State& state) {
  if (state.list_rules) return list_rules(state);
  if ((state.update || state.prune) && state.baseline.empty())
    throw Error(ErrorKind::usage, "--update needs --baseline", {},
                "Name the file or folder to write with --baseline PATH.");
  if (state.prune && !state.update) throw Error(ErrorKind::usage, "--prune needs --update");
  state.options.mode = mode_of(state.mode);
  state.options.seed = static_cast<std::uint64_t>(state.seed);
  state.options.fails_from = state.fail_on == "warning" ? Level::warning : Level::error;
  read_model(state);
  const auto statements = read_input(state);
  const auto baseline = read_baseline(state);
  const Database database = state.database.open();
  Findings findings = check(database, statements, baseline, state.options);
  findings.baseline = state.baseline;
  if (state.suggest && !state.update) suggest_repairs(database, findings);
  return state.update ? update(state, findings) : report(state, findings);
}

}  // namespace

Runner declare_check(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Find queries that got worse, and why, before they are felt");
  line.positional("INPUT", state->inputs,
                  ".sql files, folders of them, or Workload lines; - is standard input");
  line.option("--params", "FILE", state->params,
              "Values for parameters ($1, :name) of statements, by their names; a JSON file");
  line.section("Comparing");
  line.option("--baseline", "PATH", state->baseline,
              "What to compare with: a file, or a folder with a file for each statement");
  line.flag("--update", state->update, "Record what is seen now as the baseline");
  line.flag("--prune", state->prune,
            "With --update: remove what is not in the input from the baseline");
  line.choice(
      "--mode", state->mode, {"plan", "buffers", "time", "predict"},
      "Compare plans and costs only, what a run touches, how long runs take, or what a model says "
      "that they take; default: buffers if the tables have rows");
  line.option("--model", "FILE", state->model,
              "With --mode predict: the model that is asked; selfopt train makes it");
  line.option("--tolerance", "SHARE", state->options.tolerance,
              "What a figure may grow by before it counts; default 0.1, a tenth");
  line.option("--runs", "N", state->options.runs,
              "With --mode time: measured executions of each statement; default 15");
  line.duration("--timeout", state->options.timeout_ms,
                "Give a statement up after this long; default 60s, 0 is never");
  line.flag("--across-versions", state->options.across_versions,
            "Compare with a baseline of another major version of PostgreSQL, too");
  line.flag("--allow-writes", state->options.allow_writes,
            "Run statements that write, too, and roll each back; else they are only planned");
  line.option("--seed", "N", state->seed, "Decides the values drawn for parameters; default 1");
  line.flag("--suggest", state->suggest,
            "Say which index would repair what regressed (needs HypoPG, as recommend)");
  line.section("Rules");
  line.option("--rule", "RULE", state->options.rules, "Look for this rule only; may be repeated");
  line.option("--disable", "RULE", state->options.disabled_rules,
              "Do not look for this rule; may be repeated");
  line.choice("--fail-on", state->fail_on, {"error", "warning"},
              "The least level of a finding that makes the exit status 1; default error");
  line.flag("--list-rules", state->list_rules, "Show the rules and end");
  state->database.declare(line);
  state->output.declare(line, {"json", "table"});
  line.section("Reports");
  line.option("--junit", "FILE", state->junit, "Also write a JUnit report");
  line.option("--sarif", "FILE", state->sarif, "Also write a SARIF 2.1.0 log");
  line.option("--markdown", "FILE", state->markdown,
              "Also write a summary in Markdown, for a comment on a pull request");
  line.flag("--github", state->github,
            "Also write annotations for GitHub Actions to standard output, behind a table");
  line.section("");
  line.example("selfopt check queries/ --baseline perf/ --update",
               "Record how every statement of a folder is run today.");
  line.example("selfopt check queries/ --baseline perf/",
               "Say which of them got worse since, by how much, and why; exit 1 if any.");
  line.example("selfopt check workload.sql --baseline perf.json --mode plan",
               "The same from plans alone, on a database without data.");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
