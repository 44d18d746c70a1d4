#include <memory>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/serve.hpp>

#include "commands.hpp"
#include "shared_options.hpp"

namespace selfopt::app {
namespace {

struct State {
  ServeOptions options;
  DatabaseOptions database;
  bool no_database = false;
};

int run(State& state) {
  if (state.no_database && state.database.named_by_option())
    throw Error(ErrorKind::usage, "--no-database goes with no option that names a database");
  if (!state.no_database) state.options.database = state.database.open();
  const int signal_number = serve(state.options, [](const std::string& url) {
    log::notice("listening on {} (Ctrl-C ends it)", url);
  });
  log::notice("stopped on request");
  return Error::interrupted(signal_number).exit_status();
}

}  // namespace

Runner declare_serve(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Show over HTTP how a database is doing: a page for people, an API for programs");
  line.option("--listen", "HOST:PORT", state->options.listen,
              "Where to listen; default 127.0.0.1:8000, port 0 is one that is free");
  line.option("--token-file", "FILE", state->options.token_file,
              "Answer only requests that bring the secret in FILE; needed beyond this machine");
  line.option("--host-name", "NAME", state->options.host_names,
              "Another name that clients may call this server by; repeatable");
  line.option("--max-connections", "N", state->options.max_connections,
              "Clients at a time; default 1000");
  line.flag("--no-database", state->no_database, "Only analyse statements; connect to nothing");
  line.option("--model", "FILE", state->options.models,
              "What selfopt train wrote: how long statements take, or whether indexes help; "
              "repeatable");
  line.option("--curve", "FILE", state->options.curve_file,
              "What selfopt recommend --budget all -o FILE wrote, to be shown");
  line.flag("--literals", state->options.literals,
            "Show statements as they are stored, which may hold constants");
  line.flag("--allow-apply", state->options.allow_apply,
            "Let POST /api/actions make and undo changes, as selfopt apply does");
  state->database.declare(line);
  line.example("selfopt serve", "a page about the local warehouse on http://127.0.0.1:8000/");
  line.example("selfopt serve --dsn warehouse --listen 0.0.0.0:8000 --token-file token",
               "for other machines, behind a proxy that speaks TLS");
  line.example("selfopt serve --no-database --model benefit.model",
               "only POST /api/queries/analyze, from statements' texts");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
