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

struct State {
  std::vector<std::string> inputs;
  std::vector<std::string> sql_files;
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
  if (state.from_server && !(state.inputs.empty() && state.sql_files.empty()))
    throw Error(ErrorKind::usage, "--from-server and files contradict each other");
}

// Files if any are named, else standard input if there is something in it, else the server.
Workload gather(const State& state) {
  std::vector<std::string> named = state.inputs;
  named.insert(named.end(), state.sql_files.begin(), state.sql_files.end());
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
  line.summary("Collect the statements that a server runs, or those of files");
  line.positional("FILE", state->inputs,
                  "Files of SQL or Workload lines to read in place of a server's statistics; \"-\" "
                  "is standard input");
  line.section("Source");
  line.option("--sql", "FILE", state->sql_files, "The same as naming FILE; may be repeated");
  line.flag("--from-server", state->from_server,
            "Read the server's statistics even if standard input is a pipe");
  line.section("Selection");
  line.option("--database", "NAME", state->options.database,
              "Statements of this database; default: the one connected to");
  line.option("--user", "NAME", state->options.user, "Only statements of this user");
  line.option("--min-calls", "N", state->options.min_calls,
              "Only statements called at least N times");
  line.duration("--min-mean", state->options.min_mean_ms,
                "Only statements that take at least this long on average, for example 5ms");
  line.option("--limit", "N", state->options.limit,
              "At most N statements, those with the most total time");
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
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
