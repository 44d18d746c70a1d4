#include <algorithm>
#include <iterator>
#include <memory>

#include <selfopt/collect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"
#include "workload_table.hpp"

namespace selfopt::app {
namespace {

constexpr double k_keep_ms = 30.0 * 24 * 3600 * 1000;

struct State {
  std::vector<std::string> inputs;
  std::vector<std::string> sql_files;
  std::vector<std::string> csv_files;
  LogOptions logs;
  bool from_server = false;
  bool no_store = false;
  CollectOptions options;
  DatabaseOptions database;
  OutputOptions output;
};

void check(const State& state) {
  if (state.options.min_calls < 0)
    throw Error(ErrorKind::usage, "--min-calls must not be negative");
  if (state.options.limit && *state.options.limit < 0)
    throw Error(ErrorKind::usage, "--limit must not be negative");
  if (state.options.since_last && state.no_store)
    throw Error(ErrorKind::usage, "--since-last and --no-store contradict each other", {},
                "What ran since the last snapshot is known only if there are snapshots.");
  const bool statements = !(state.sql_files.empty() && state.csv_files.empty());
  if (state.from_server && (statements || !state.inputs.empty() || !state.logs.files.empty()))
    throw Error(ErrorKind::usage, "--from-server and files contradict each other");
  if (state.logs.files.empty()) {
    if (!state.logs.since.empty() || !state.logs.until.empty() || state.logs.keep_literals)
      throw Error(ErrorKind::usage, "--since, --until and --keep-literals need --log", {},
                  "Name the server's log files with --log.");
  } else if (state.options.since_last && !state.database.named_by_option()) {
    throw Error(ErrorKind::usage, "--since-last needs a database to remember what was read", {},
                "Name it with --dsn.");
  } else if (statements) {
    throw Error(ErrorKind::usage, "--log cannot be combined with --sql or --csv", {},
                "Collect them one after the other; the outputs can be joined with cat.");
  }
}

// Logs or files if any are named, else standard input if there is something in it, else the server.
Workload gather(const State& state) {
  if (!state.logs.files.empty()) {
    LogOptions logs = state.logs;  // --log *.csv: the shell gives all but the first as FILE
    logs.files.insert(logs.files.end(), state.inputs.begin(), state.inputs.end());
    const bool store = state.database.named_by_option() && !state.no_store;
    return collect_logs(logs, state.options,
                        store ? std::optional(state.database.open()) : std::nullopt);
  }
  std::vector<std::string> named = state.inputs;
  named.insert(named.end(), state.sql_files.begin(), state.sql_files.end());
  if (!state.csv_files.empty()) {
    Workload given = load_workload(named);
    for (const std::string& file : state.csv_files)
      std::ranges::move(load_workload_csv(file), std::back_inserter(given));
    return select_queries(std::move(given), state.options);
  }
  if (!state.from_server) {
    Workload given = load_workload(named_or_standard_input(named));
    if (!named.empty() || !given.empty()) return select_queries(std::move(given), state.options);
  }
  return collect(state.database.open(), state.options);
}

int run(State& state) {
  check(state);
  state.options.store = !state.no_store;
  const Workload queries = gather(state);
  if (queries.empty()) log::notice("no statements were found");
  if (state.output.format() == "table") {
    write_output(state.output.path(), workload_table(queries, stdout_width()));
    return 0;
  }
  Output output(state.output.path());
  for (const WorkloadQuery& query : queries)
    output.write(to_jsonl(query));
  output.finish();
  return 0;
}

}  // namespace

Runner declare_collect(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Collect the statements that a server runs, or those of logs and files");
  line.positional("FILE", state->inputs,
                  "Files of SQL or Workload lines (with --log: of logs) to read in place of a "
                  "server's statistics; \"-\" is standard input");
  line.section("Source");
  line.option("--sql", "FILE", state->sql_files, "The same as naming FILE; may be repeated");
  line.option("--csv", "FILE", state->csv_files,
              "Statements of a CSV file with a column query or sql; may be repeated");
  line.option("--log", "FILE", state->logs.files,
              "Log of a server (csvlog, jsonlog, stderr; also .gz, .zst) or a pattern; may be "
              "repeated");
  line.flag("--from-server", state->from_server,
            "Read the server's statistics even if standard input is a pipe");
  line.section("Selection");
  line.option("--since", "TIME", state->logs.since,
              "With --log, only from this time on: 2026-11-23 08:30, or how long ago: 2h");
  line.option("--until", "TIME", state->logs.until, "With --log, only before this time");
  line.flag("--keep-literals", state->logs.keep_literals,
            "With --log, keep the text, values and plan of a real call of each statement; these "
            "may be personal data");
  line.option("--database", "NAME", state->options.database,
              "Statements of this database; default: the one connected to, all of a log");
  line.option("--user", "NAME", state->options.user, "Only statements of this user");
  line.option("--min-calls", "N", state->options.min_calls,
              "Only statements called at least N times");
  line.duration("--min-mean", state->options.min_mean_ms,
                "Only statements that take at least this long on average, for example 5ms");
  line.option("--limit", "N", state->options.limit,
              "At most N statements, those with the most total time");
  line.section("Snapshots");
  line.flag("--since-last", state->options.since_last,
            "Only what has run since the last snapshot in selfopt.performance_metrics; with --log "
            "only what no reading has stored yet");
  state->options.keep_ms = k_keep_ms;
  line.duration("--keep", state->options.keep_ms,
                "Remove snapshots older than this; default 30d, 0 keeps all");
  line.flag("--no-store", state->no_store,
            "Leave selfopt.performance_metrics in the database alone");
  state->database.declare(line);
  state->output.declare(line, {"jsonl", "table"});
  line.example("selfopt collect --dsn warehouse -o workload.jsonl",
               "Keep what the server has run since its statistics were reset.");
  line.example("selfopt collect --limit 10 --format table",
               "Show the ten statements that cost the most time.");
  line.example("selfopt collect --sql reports.sql | selfopt parse",
               "Take statements from a file instead of a server.");
  line.example("selfopt collect --log /var/log/postgresql/*.csv --since 2h | selfopt recommend",
               "Advise on what the server has logged in the last two hours.");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
