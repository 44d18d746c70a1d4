#include "command_line.hpp"

#include <algorithm>
#include <cctype>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

namespace selfopt::app {
namespace {

// "-o,--max-rejects" -> "SELFOPT_MAX_REJECTS"; empty for an option without a long name.
std::string environment_name(const CLI::Option& option) {
  if (option.get_lnames().empty()) return {};
  std::string name = "SELFOPT_" + option.get_lnames().front();
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
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

}  // namespace

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

}  // namespace selfopt::app
