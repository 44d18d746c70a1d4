#include "command_line.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

#include <selfopt/error.hpp>
#include <selfopt/interrupts.hpp>
#include <selfopt/local.hpp>
#include <selfopt/log.hpp>
#include <selfopt/relation_names.hpp>
#include <selfopt/units.hpp>
#include <selfopt/version.hpp>

#include "commands.hpp"
#include "completion.hpp"
#include "configuration.hpp"
#include "output.hpp"
#include "shared_options.hpp"

namespace selfopt::app {
namespace {

constexpr int k_internal_error = 70;
constexpr std::size_t k_help_column = 34;
constexpr std::size_t k_help_width = 96;

// "-o,--max-rejects" -> "SELFOPT_MAX_REJECTS"; empty for an option without a long name.
std::string environment_name(const CLI::Option& option) {
  if (option.get_lnames().empty()) return {};
  std::string name = "SELFOPT_" + option.get_lnames().front();
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

// The help of a command: usage, summary, options under their headings, examples.
class Help : public CLI::Formatter {
 public:
  Help() { column_width(k_help_column); }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = "Usage: " + name;
    if (!app->get_subcommands({}).empty()) return usage + " COMMAND [OPTIONS] [INPUT...]\n";
    usage += " [OPTIONS]";
    for (const CLI::Option* option :
         app->get_options([](const CLI::Option* o) { return o->get_positional(); }))
      usage += " [" + option->get_name() + (option->get_expected_max() > 1 ? "...]" : "]");
    return usage + "\n";
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_option_text().empty() ? "" : " " + option->get_option_text();
  }

  std::string make_option_name(const CLI::Option* option, bool positional) const override {
    if (positional) return option->get_name(true);
    std::string names;
    for (const std::string& name : option->get_snames())
      names += "-" + name + ", ";
    if (names.empty()) names = "    ";
    for (const std::string& name : option->get_lnames())
      names += "--" + name + ", ";
    return names.substr(0, names.size() - 2);
  }

  // Wraps the description at the terminal's usual width, CLI11 leaves it as one line.
  std::string make_option(const CLI::Option* option, bool positional) const override {
    const std::string head =
        "  " + make_option_name(option, positional) + (positional ? "" : make_option_opts(option));
    return head + wrapped(head.size(), make_option_desc(option));
  }

  std::string make_subcommand(const CLI::App* sub) const override {
    const std::string head = "  " + sub->get_name();
    std::string line =
        head + std::string(std::max<std::size_t>(14, head.size() + 2) - head.size(), ' ');
    return line + sub->get_description() + "\n";
  }

 private:
  static std::string wrapped(std::size_t used, const std::string& text) {
    std::string out;
    if (used + 2 > k_help_column) {
      out += '\n';
      used = 0;
    }
    out += std::string(k_help_column - used, ' ');
    std::size_t column = k_help_column;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
      if (column > k_help_column && column + 1 + word.size() > k_help_width) {
        out += '\n' + std::string(k_help_column, ' ');
        column = k_help_column;
      } else if (column > k_help_column) {
        out += ' ';
        ++column;
      }
      out += word;
      column += word.size();
    }
    return out + '\n';
  }
};

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

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
  const std::string given = word.substr(0, word.find('='));
  std::string best;
  std::size_t best_distance = 3;
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(given, name);
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best.empty() ? "" : "Did you mean \"" + best + "\"?";
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

// Reads the value of an option; what is wrong with it is said with the option's name.
template <typename Parse>
auto read_value(const std::string& names, const std::string& text, Parse parse) {
  try {
    return parse(text);
  } catch (const Error& error) {
    throw Error(error.kind(), names.substr(names.find("--")) + ": " + error.message(),
                error.detail(), error.hint());
  }
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

// For the scripts that complete the command line: prints names that exist in the database which the
// rest of the line names. The local warehouse is not started for that.
Runner declare_names(CommandLine& line) {
  struct Options {
    std::string kind;
    DatabaseOptions database;
  };
  auto options = std::make_shared<Options>();
  line.positional("KIND", options->kind, "schemas or tables");
  options->database.declare(line);
  return [options] {
    if (!options->database.named() && !local_status().running) return 0;
    const RelationNames names = read_relation_names(options->database.open());
    for (const std::string& name : options->kind == "schemas" ? names.schemas : names.tables)
      fmt::print("{}\n", name);
    return 0;
  };
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

void CommandLine::summary(const std::string& text) {
  m_app->description(text);
}

void CommandLine::example(const std::string& command, const std::string& what_it_does) {
  std::string footer = m_app->get_footer();
  if (footer.empty()) footer = "Examples:";
  m_app->footer(footer + "\n  " + command + "\n      " + what_it_does);
}

CLI::Option* CommandLine::finish(CLI::Option* option, const std::string& value,
                                 bool from_environment) {
  option->option_text(value);
  if (!m_section.empty()) option->group(m_section);
  if (from_environment)
    if (const std::string name = environment_name(*option); !name.empty()) option->envname(name);
  return option;
}

void CommandLine::flag(const std::string& names, bool& target, const std::string& help) {
  finish(m_app->add_flag(names, target, help), "", false);
}

void CommandLine::option(const std::string& names, const std::string& value, std::string& target,
                         const std::string& help) {
  finish(m_app->add_option(names, target, help), value, true);
}

void CommandLine::option(const std::string& names, const std::string& value,
                         std::optional<std::string>& target, const std::string& help) {
  finish(m_app->add_option_function<std::string>(
             names, [&target](const std::string& text) { target = text; }, help),
         value, true);
}

void CommandLine::option(const std::string& names, const std::string& value, std::int64_t& target,
                         const std::string& help) {
  finish(m_app->add_option(names, target, help), value, true);
}

void CommandLine::option(const std::string& names, const std::string& value,
                         std::optional<std::int64_t>& target, const std::string& help) {
  finish(m_app->add_option_function<std::int64_t>(
             names, [&target](const std::int64_t& number) { target = number; }, help),
         value, true);
}

void CommandLine::option(const std::string& names, const std::string& value, double& target,
                         const std::string& help) {
  finish(m_app->add_option(names, target, help), value, true);
}

void CommandLine::option(const std::string& names, const std::string& value,
                         std::optional<double>& target, const std::string& help) {
  finish(m_app->add_option_function<double>(
             names, [&target](const double& number) { target = number; }, help),
         value, true);
}

void CommandLine::option(const std::string& names, const std::string& value,
                         std::vector<std::string>& target, const std::string& help) {
  CLI::Option* option = m_app->add_option(names, target, help);
  option->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
  finish(option, value, true);
}

void CommandLine::bytes(const std::string& names, std::optional<std::int64_t>& target,
                        const std::string& help) {
  finish(m_app->add_option_function<std::string>(
             names,
             [&target, names](const std::string& text) {
               target = read_value(names, text, parse_bytes);
             },
             help),
         "SIZE", true);
}

void CommandLine::bytes_or_all(const std::string& names, std::optional<std::int64_t>& target,
                               bool& all, const std::string& help) {
  finish(m_app->add_option_function<std::string>(
             names,
             [&target, &all, names](const std::string& text) {
               all = text == "all";
               if (!all) target = read_value(names, text, parse_bytes);
             },
             help),
         "SIZE|all", true);
}

void CommandLine::duration(const std::string& names, double& target_ms, const std::string& help) {
  finish(m_app->add_option_function<std::string>(
             names,
             [&target_ms, names](const std::string& text) {
               target_ms = read_value(names, text, parse_duration_ms);
             },
             help),
         "TIME", true);
}

void CommandLine::choice(const std::string& names, std::string& target,
                         const std::vector<std::string>& allowed, const std::string& help) {
  std::string value;
  for (const std::string& word : allowed)
    value += (value.empty() ? "" : "|") + word;
  CLI::Option* option = m_app->add_option(names, target, help);
  option->check([allowed, value](const std::string& given) {
    return std::ranges::find(allowed, given) != allowed.end()
               ? std::string()
               : "\"" + given + "\" is not one of " + value;
  });
  finish(option, value, true);
}

void CommandLine::positional(const std::string& name, std::vector<std::string>& target,
                             const std::string& help) {
  finish(m_app->add_option(name, target, help), "", false);
}

void CommandLine::positional(const std::string& name, std::string& target,
                             const std::string& help) {
  finish(m_app->add_option(name, target, help), "", false);
}

void CommandLine::positional(const std::string& name, const std::vector<std::string>& words,
                             std::string& target, const std::string& help) {
  finish(m_app->add_option(name, target, help), fmt::format("{}", fmt::join(words, "|")), false);
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
  runners.emplace(k_names, declare_names(names_line));
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
