#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <exception>
#include <memory>

#include <CLI/CLI.hpp>

#include <selfopt/error.hpp>
#include <selfopt/interrupts.hpp>
#include <selfopt/log.hpp>
#include <selfopt/version.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "completion.hpp"
#include "configuration.hpp"
#include "help.hpp"
#include "nearest_word.hpp"
#include "output.hpp"
#include "shared_options.hpp"

namespace selfopt::app {
namespace {

constexpr int k_internal_error = 70;

// What the user may have meant by a word that nobody knows.
std::string suggestion(const CLI::App& app, const std::string& word) {
  std::vector<std::string> known;
  if (word.starts_with("--")) {
    for (const CLI::Option* option : app.get_options())
      for (const std::string& name : option->get_lnames())
        known.push_back("--" + name);
  } else {
    for (const CLI::App* sub : app.get_subcommands({}))
      known.push_back(sub->get_name());
  }
  const std::string nearest = nearest_word(word.substr(0, word.find('=')), known);
  return nearest.empty() ? "" : "Did you mean \"" + nearest + "\"?";
}

const CLI::App& chosen_command(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  return chosen.empty() ? app : *chosen.front();
}

// CLI11's exceptions in our words, with our exit status.
Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = chosen_command(app);
  const std::string help_hint =
      "Try \"selfopt " + (command.get_name() == app.get_name() ? "" : command.get_name() + " ") +
      "--help\".";
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    auto extras = command.remaining();
    if (extras.empty()) extras = app.remaining();
    const std::string word = extras.empty() ? "" : extras.front();
    const bool is_option = word.starts_with("-");
    const std::string what = is_option          ? "unknown option"
                             : &command == &app ? "unknown command"
                                                : "unexpected argument";
    const std::string meant = suggestion(command, word);
    return Error(ErrorKind::usage, fmt::format("{} \"{}\"", what, word.substr(0, word.find('='))),
                 {}, meant.empty() ? help_hint : meant);
  }
  if (dynamic_cast<const CLI::FileError*>(&error) != nullptr)
    return Error(ErrorKind::usage, fmt::format("configuration file \"{}\" cannot be read",
                                               app.get_config_ptr()->as<std::string>()));
  std::string message = error.what();
  if (!message.empty() && message.back() == '.') message.pop_back();
  if (!message.empty()) message.front() = static_cast<char>(std::tolower(message.front()));
  return Error(ErrorKind::usage, message, {}, help_hint);
}

// What a shell has to know to complete the command line.
std::vector<CompletedCommand> completed_commands(const CLI::App& app) {
  std::vector<CompletedCommand> out;
  for (const CLI::App* sub : app.get_subcommands({})) {
    if (sub->get_group().empty()) continue;  // not for people
    CompletedCommand& command =
        out.emplace_back(CompletedCommand{sub->get_name(), sub->get_description(), {}});
    for (const CLI::Option* option : sub->get_options()) {
      CompletedOption& completed = command.options.emplace_back();
      completed.value = option->get_option_text();
      completed.help = option->get_description();
      for (const std::string& name : option->get_snames())
        completed.names.push_back("-" + name);
      for (const std::string& name : option->get_lnames())
        completed.names.push_back("--" + name);
      if (option->get_positional() && completed.value.empty())
        completed.value = option->get_name(true);
    }
  }
  return out;
}

// `selfopt help COMMAND` is `selfopt COMMAND --help`.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  std::ranges::reverse(arguments);  // as CLI11 wants them
  return arguments;
}

// Passwords given in an argument would stand in the process list for everybody to read.
void hide_passwords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::string_view argument = argv[i];
    if (argument.find("://") == std::string_view::npos &&
        argument.find("password") == std::string_view::npos)
      continue;
    for (char* c = argv[i]; *c != '\0'; ++c)
      *c = 'x';
  }
}

// What reread_options() reads, while a command runs.
std::function<void()> g_reread;

int run_parsed(CLI::App& app, const std::vector<std::string>& arguments,
               const std::map<std::string, Runner>& runners) {
  const auto parse = [&app, &arguments] {
    try {
      app.parse(std::vector<std::string>(arguments));
    } catch (const CLI::Success&) {  // --help, --version
      throw;
    } catch (const CLI::ParseError& error) {
      throw usage_error(app, error);
    }
  };
  try {
    parse();
  } catch (const CLI::Success& wanted) {
    app.exit(wanted);
    return 0;
  }
  g_reread = parse;
  apply_message_options();
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    fmt::print("{}", app.help());
    return 2;
  }
  return runners.at(chosen.front()->get_name())();
}

}  // namespace

void reread_options() {
  if (g_reread) g_reread();
}

int run_command_line(int argc, char** argv) try {
  watch_interrupts();
  CLI::App app("Makes a PostgreSQL data warehouse optimise itself.", "selfopt");
  app.formatter(std::make_shared<Help>());
  app.set_help_flag("-?,--help", "Show this help");
  app.set_version_flag("--version", std::string("selfopt ") + version(), "Show the version");
  app.require_subcommand(0, 1);
  app.config_formatter(std::make_shared<Configuration>(app));
  app.fallthrough();  // so that --config may stand behind the command, too
  const char* configuration_file = std::getenv("SELFOPT_CONFIG");
  app.set_config("--config", configuration_file == nullptr ? "" : configuration_file,
                 "Read options from this TOML file")
      ->option_text("FILE");
  app.footer("Run \"selfopt COMMAND --help\" for the options and examples of a command.");

  std::map<std::string, Runner> runners;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name);
    sub->set_help_flag("-?,--help", "Show this help");
    sub->footer("");  // not the one above, which it would inherit
    CommandLine line(*sub);
    runners.emplace(command.name, command.declare(line));
    declare_message_options(line);
  }
  constexpr const char* k_names = "__complete";
  CLI::App* names = app.add_subcommand(k_names)->group("")->allow_extras()->fallthrough(false);
  CommandLine names_line(*names);
  runners.emplace(k_names, declare_completed_names(names_line));
  if (argc > 1 && std::string_view(argv[1]) == "completion") {
    const std::string shell = argc > 2 ? argv[2] : "";
    fmt::print("{}", completion_script(shell, completed_commands(app)));
    return 0;
  }
  const std::vector<std::string> arguments = arguments_of(argc, argv);
  hide_passwords(argc, argv);
  return run_parsed(app, arguments, runners);
} catch (const ClosedPipe&) {
  return 0;
} catch (const Error& error) {
  log::write(error);
  return error.exit_status();
} catch (const std::bad_alloc&) {
  log::write(Error(ErrorKind::internal, "out of memory"));
  return k_internal_error;
} catch (const std::exception& error) {
  log::write(Error(ErrorKind::internal, error.what(), {},
                   "This is a fault of selfopt; please report it with the command you ran."));
  return k_internal_error;
}

}  // namespace selfopt::app
