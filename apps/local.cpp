#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <selfopt/error.hpp>
#include <selfopt/local.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "command_line.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

struct Options {
  std::string action = "status";
  std::vector<std::string> psql_arguments;
  bool yes = false;
  OutputOptions output;
};

std::string status_table(const LocalStatus& status) {
  Table table({{"local warehouse"}, {"", Table::Align::left, true}});
  table.add({"state", status.running   ? "running"
                      : status.created ? "stopped"
                                       : "not made yet; the first command that needs it makes it"});
  table.add({"folder", status.folder});
  table.add({"connect with", status.uri});
  table.add({"server", status.installed
                           ? status.server_program + ", version " + status.server_version
                           : "PostgreSQL is not installed"});
  table.add({"runs as", status.runs_as});
  if (status.pid) table.add({"process", std::to_string(*status.pid)});
  if (status.created) table.add({"size", format_bytes(status.size_bytes)});
  return table.text(stdout_width());
}

int show_status(const Options& options) {
  const LocalStatus status = local_status();
  write_output(options.output.path(), options.output.format() == "table"
                                          ? status_table(status)
                                          : local_status_json(status));
  return 0;
}

int start(const Options&) {
  local_start();
  log::notice("the local warehouse runs in \"{}\"", local_status().folder);
  return 0;
}

int stop(const Options&) {
  const char* outcome =
      local_stop() ? "stopped the local warehouse" : "the local warehouse does not run";
  log::notice("{}", outcome);
  return 0;
}

int show_dsn(const Options& options) {
  local_start();
  write_output(options.output.path(), local_status().uri + "\n");
  return 0;
}

int run_psql(const Options& options) {
  local_psql(options.psql_arguments);
}

int destroy(const Options& options) {
  const LocalStatus status = local_status();
  if (status.created && !options.yes)
    throw Error(ErrorKind::refused,
                fmt::format("this would remove the local warehouse in \"{}\" with all its data, {}",
                            status.folder, format_bytes(status.size_bytes)),
                {}, "Say --yes if that is what you want.");
  const char* outcome =
      local_destroy() ? "removed the local warehouse" : "there is no local warehouse";
  log::notice("{} in \"{}\"", outcome, status.folder);
  return 0;
}

using Action = std::pair<const char*, int (*)(const Options&)>;
constexpr std::array<Action, 6> k_actions{{{"status", show_status},
                                           {"start", start},
                                           {"stop", stop},
                                           {"dsn", show_dsn},
                                           {"psql", run_psql},
                                           {"destroy", destroy}}};

int run(const Options& options) {
  if (!options.psql_arguments.empty() && options.action != "psql")
    throw Error(ErrorKind::usage,
                fmt::format("unexpected argument \"{}\"", options.psql_arguments.front()), {},
                "Only \"selfopt local psql\" takes more arguments.");
  std::string names;
  for (const auto& [name, action] : k_actions) {
    if (options.action == name) return action(options);
    names += names.empty() ? name : std::string(", ") + name;
  }
  throw Error(ErrorKind::usage, fmt::format("unknown action \"{}\"", options.action), {},
              fmt::format("The actions are {}.", names));
}

}  // namespace

Runner declare_local(CommandLine& line) {
  auto options = std::make_shared<Options>();
  line.summary("Start, stop and look at the private PostgreSQL that commands use by default");
  std::vector<std::string> actions;
  for (const auto& [name, action] : k_actions)
    actions.emplace_back(name);
  line.positional("ACTION", actions, options->action,
                  "status (when none is given), start, stop, dsn, psql or destroy");
  line.positional("ARGUMENT", options->psql_arguments, "For psql: its own arguments, after --");
  line.flag("--yes", options->yes, "For destroy: remove all data without further ado");
  options->output.declare(line, {"json", "table"});
  line.example("selfopt local", "show where the local warehouse is and whether it runs");
  line.example("selfopt local psql", "look into it with psql, starting it if need be");
  line.example("selfopt local psql -- -c 'select count(*) from bronze.orders'",
               "run one statement");
  line.example("pg_dump \"$(selfopt local dsn)\" > dump.sql", "let another program connect to it");
  line.example("selfopt local destroy --yes", "stop it and remove its data");
  return [options] { return run(*options); };
}

}  // namespace selfopt::app
