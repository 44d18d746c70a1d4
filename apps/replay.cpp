#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/model.hpp>
#include <selfopt/replay.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"
#include "workload_table.hpp"

namespace selfopt::app {
namespace {

struct State {
  std::vector<std::string> inputs;
  std::optional<std::string> compare;
  std::int64_t seed = 1;
  bool no_store = false;
  bool read_only = false;
  bool exit_code = false;
  std::string order = "shuffled";
  std::string model;
  ReplayOptions options;
  DatabaseOptions database;
  OutputOptions output;
};

Workload read_input(const State& state) {
  const std::vector<std::string> inputs = named_or_standard_input(state.inputs);
  if (inputs.empty())
    throw Error(ErrorKind::usage, "no input is named", {},
                "Name a file of Workload lines or SQL, or \"-\" for standard input.");
  Workload workload = load_workload(inputs);
  if (workload.empty())
    throw Error(ErrorKind::input, "the input holds no statement", {},
                "Give Workload lines (selfopt collect writes them) or SQL statements.");
  return workload;
}

std::string lines(const Workload& queries) {
  std::string text;
  for (const WorkloadQuery& query : queries)
    text += to_jsonl(query);
  return text;
}

void warn_of_failures(const Workload& queries) {
  std::int64_t failed = 0;
  const WorkloadQuery* first = nullptr;
  for (const WorkloadQuery& query : queries) {
    if (query.error.empty()) continue;
    if (++failed == 1) first = &query;
  }
  if (failed == 0) return;
  log::warning("{} of {} statements were not measured; the first: {}: {}", failed, queries.size(),
               first->error, query_label(first->name, first->sql).substr(0, 60));
}

std::string plans(const Workload& queries) {
  std::string text;
  for (const WorkloadQuery& query : queries)
    if (const std::string plan = describe_plan(query); !plan.empty())
      text += "\n" + query_label(query.name, query.sql) + "\n" + plan;
  return text;
}

int write_replay(const State& state, const Workload& queries) {
  write_output(state.output.path(), state.output.format() == "table"
                                        ? workload_table(queries, stdout_width()) + plans(queries)
                                        : lines(queries));
  return 0;
}

Workload read_earlier(const std::string& path) {
  Workload before = load_workload({path});
  if (std::ranges::none_of(before,
                           [](const WorkloadQuery& query) { return median_ms(query).has_value(); }))
    throw Error(ErrorKind::input, fmt::format("\"{}\" holds no measurements", path), {},
                "Name a file that selfopt replay wrote with -o.");
  return before;
}

// With --compare the comparison is the answer, on standard output; -o keeps the measurements.
int write_comparison(const State& state, const Workload& before, const Workload& after) {
  const Comparison comparison =
      compare_replays(before, after, static_cast<std::uint64_t>(state.seed));
  if (state.output.path() != "-") write_output(state.output.path(), lines(after));
  if (state.output.standard_output_format() == "table") {
    write_output("-", comparison_table(comparison, stdout_width()));
  } else {
    Output output("-");
    for (const QueryComparison& query : comparison.queries)
      output.write(to_jsonl(query));
    output.finish();
    log::notice("{}", comparison_summary(comparison));
  }
  const bool worse = comparison.count(Verdict::slower) + comparison.count(Verdict::broken) > 0;
  return state.exit_code && worse ? 1 : 0;
}

int run(State& state) {
  if (state.read_only && state.options.allow_writes)
    throw Error(ErrorKind::usage, "--read-only and --allow-writes contradict each other");
  if (state.exit_code && !state.compare)
    throw Error(ErrorKind::usage, "--exit-code needs --compare", {},
                "Name the earlier replay with --compare FILE.");
  state.options.longest_first = state.order == "longest-first";
  if (!state.model.empty() && !state.options.longest_first)
    throw Error(ErrorKind::usage, "--model needs --order longest-first");
  std::optional<Model> model;
  if (!state.model.empty()) state.options.model = &model.emplace(load_model(state.model));
  state.options.seed = static_cast<std::uint64_t>(state.seed);
  state.options.store = !state.no_store;
  const Workload before = state.compare ? read_earlier(*state.compare) : Workload();
  if (state.compare) state.options.before = &before;
  Workload input = read_input(state);
  const Workload after = replay(state.database.open(), std::move(input), state.options);
  warn_of_failures(after);
  return state.compare ? write_comparison(state, before, after) : write_replay(state, after);
}

}  // namespace

Runner declare_replay(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Run a workload and measure every statement of it");
  line.positional("INPUT", state->inputs,
                  "Files of Workload lines or SQL; \"-\" is standard input");
  line.section("Measuring");
  line.option("--runs", "N", state->options.runs,
              "Measured executions of each statement; default 5");
  line.option("--warmup", "N", state->options.warmup,
              "Executions of each statement before those, not measured; default 1");
  line.option("--jobs", "N", state->options.jobs,
              "Run N statements at a time, each on a connection of its own; default 1");
  line.duration("--timeout", state->options.timeout_ms,
                "Give a statement up after this long; default 60s, 0 is never");
  line.flag("--read-only", state->read_only, "Refuse statements that write; this is the default");
  line.flag("--allow-writes", state->options.allow_writes,
            "Run statements that write, too, and roll each of them back");
  line.option("--seed", "N", state->seed,
              "Decides the values drawn for parameters and the order of each round; default 1");
  line.choice("--order", state->order, {"shuffled", "longest-first"},
              "Order of the statements in a round: by chance, or those first that take longest, so "
              "that several jobs end together; default shuffled");
  line.option("--model", "FILE", state->model,
              "With --order longest-first: what selfopt train learned; without it the times of the "
              "lines decide");
  line.flag("--explain", state->options.keep_plans,
            "Show each plan with its estimated and actual rows; in JSON lines as \"plan\"");
  line.flag("--no-store", state->no_store,
            "Leave selfopt.performance_metrics in the database alone");
  line.section("Comparing");
  line.option("--compare", "FILE", state->compare,
              "Compare with an earlier replay: FILE is what -o wrote then");
  line.flag("--exit-code", state->exit_code,
            "With --compare: exit with 1 if a statement is slower or broken");
  state->database.declare(line);
  state->output.declare(line, {"jsonl", "table"});
  line.example("selfopt replay workload.sql -o before.jsonl",
               "Measure every statement of a file and keep the figures.");
  line.example("selfopt replay workload.sql --compare before.jsonl",
               "Measure again and show what became faster or slower.");
  line.example("selfopt collect --limit 20 | selfopt replay --runs 3 --timeout 10s --format table",
               "Measure what the server was busiest with.");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
