#include <memory>
#include <optional>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/pid_file.hpp>
#include <selfopt/watch.hpp>

#include "apply_options.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"

namespace selfopt::app {
namespace {

struct State {
  DatabaseOptions database;
  OutputOptions output;
  WatchOptions options;
  std::optional<std::int64_t> confirm;
  ApplySettings settings;
  std::string pid_file;
  bool no_learning = false;
};

// With --once there is no cycle before to confirm what this one advises.
WatchOptions options_of(const State& state) {
  WatchOptions options = state.options;
  options.apply_options = state.settings.options();
  options.learn = !state.no_learning;
  options.confirm = state.confirm.value_or(options.once ? 1 : options.confirm);
  return options;
}

void check(const State& state) {
  state.settings.check();
  if (!state.options.alerts.url.empty()) check_alert_url(state.options.alerts.url);
  if (state.options.alerts.every_ms < 0)
    throw Error(ErrorKind::usage, "--alert-every must not be negative");
  if (state.confirm && *state.confirm < 1)
    throw Error(ErrorKind::usage, "--confirm must be at least 1");
  if (state.options.max_changes < 0)
    throw Error(ErrorKind::usage, "--max-changes must not be negative");
  if (state.options.interval_ms <= 0 || state.options.retry_ms <= 0)
    throw Error(ErrorKind::usage, "--interval and --retry must be more than 0");
}

// A configuration that is wrong must not stop a service that runs.
WatchOptions reread(State& state, const State& defaults) {
  const State before = state;
  const bool once = state.options.once;
  try {
    state = defaults;
    reread_options();
    check(state);
    state.options.once = once;
    log::notice("the configuration was read again");
  } catch (const Error& error) {
    state = before;
    log::warning("the configuration stays as it was: {}", error.message());
  }
  return options_of(state);
}

int run(State& state, const State& defaults) {
  check(state);
  std::optional<PidFile> pid_file;
  if (!state.pid_file.empty()) pid_file.emplace(state.pid_file);
  const Database database = state.database.open();
  const WatchStatus status =
      watch(database, options_of(state), [&] { return reread(state, defaults); });
  write_output(state.output.path(), to_json(status));
  return status.changes_reverted > 0 ? 1 : 0;
}

void declare_loop(CommandLine& line, State& state) {
  line.section("Loop");
  line.flag("--once", state.options.once,
            "One cycle, for cron; its status goes to standard output");
  line.flag("--apply", state.options.apply, "Make the changes; without it they are only advised");
  line.flag("--no-learning", state.no_learning,
            "Train no model of run times, and foretell nothing");
  line.flag("--unverified", state.options.recommend.unverified,
            "Advise without HypoPG, as recommend --unverified does");
  line.duration("--interval", state.options.interval_ms,
                "Pause between cycles, give or take a tenth; default 5min");
  line.duration("--retry", state.options.retry_ms,
                "Pause after a cycle that failed, doubled each time; default 1min");
  line.duration("--lookback", state.options.lookback_ms,
                "The workload is what ran since then; default 24h");
  line.duration("--keep", state.options.keep_ms,
                "Remove snapshots older than this; default 30d, 0 keeps all");
  line.option("--pidfile", "FILE", state.pid_file, "Write the process's number there");
  line.option("--status-file", "FILE", state.options.status_file,
              "Keep the status document there, too");
  line.section("Alerts");
  line.option("--alert-command", "COMMAND", state.options.alerts.command,
              "Tell a shell command of regressions, reverted changes and failures, by JSON");
  line.option("--alert-url", "URL", state.options.alerts.url, "Post the same to this address");
  line.duration("--alert-every", state.options.alerts.every_ms,
                "At most one alert in this time; default 15min");
  line.section("Restraint");
  line.option("--confirm", "N", state.confirm,
              "Apply what N cycles in a row have advised; default 2, with --once 1");
  line.duration("--cooling", state.options.cooling_ms,
                "Do not do the opposite of a change sooner; default 24h");
  line.option("--max-changes", "N", state.options.max_changes,
              "At most N changes in 24 hours; default 10");
  line.bytes("--index-space", state.options.index_bytes,
             "Space that all indexes made by selfopt may take; default any");
  line.bytes("--budget", state.options.recommend.budget_bytes,
             "Space for the indexes that one cycle advises; default any");
  line.section("");
}

}  // namespace

Runner declare_watch(CommandLine& line) {
  auto state = std::make_shared<State>();
  line.summary("Keep a database optimised: collect, recommend and apply, again and again");
  declare_loop(line, *state);
  state->settings.declare(line);
  state->database.declare(line);
  state->output.declare(line, {"json"});
  line.example("selfopt watch --dsn warehouse", "advise every five minutes, change nothing");
  line.example("selfopt watch --dsn warehouse --apply --window 01:00-05:00",
               "and make the changes at night");
  line.example("selfopt watch --dsn warehouse --apply --once", "one cycle, from cron");
  // The options after they were declared and before they were read: what is not given.
  const auto defaults = std::make_shared<State>(*state);
  return [state, defaults] { return run(*state, *defaults); };
}

}  // namespace selfopt::app
