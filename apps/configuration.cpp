#include "configuration.hpp"

#include <algorithm>
#include <cstdlib>

namespace selfopt::app {
namespace {

bool has_option(const CLI::App& command, const std::string& name) {
  return command.get_option_no_throw("--" + name) != nullptr;
}

// A key outside any section is for every command that knows it; one in [command] for that one.
bool is_known(const CLI::App& app, const CLI::ConfigItem& item) {
  const auto commands = app.get_subcommands([&](const CLI::App* command) {
    return item.parents.empty() ||
           (item.parents.size() == 1 && item.parents.front() == command->get_name());
  });
  return std::ranges::any_of(
      commands, [&](const CLI::App* command) { return has_option(*command, item.name); });
}

// A key in the command's own section beats the same key outside all sections.
bool is_set_in_section(const std::vector<CLI::ConfigItem>& items, const std::string& command,
                       const std::string& name) {
  return std::ranges::any_of(items, [&](const CLI::ConfigItem& item) {
    return item.name == name && !item.parents.empty() && item.parents.front() == command;
  });
}

}  // namespace

std::vector<CLI::ConfigItem> Configuration::from_config(std::istream& input) const {
  const auto chosen = m_app.get_subcommands();
  const std::vector<CLI::ConfigItem> found = CLI::ConfigTOML::from_config(input);
  std::vector<CLI::ConfigItem> kept;
  for (CLI::ConfigItem item : found) {
    if (item.name == "++" || item.name == "--") continue;  // CLI11's marks around a section
    if (!is_known(m_app, item))
      throw CLI::ConfigError("unknown key \"" + item.fullname() + "\" in \"" +
                             m_app.get_config_ptr()->as<std::string>() + "\"");
    if (chosen.empty()) continue;
    const CLI::App& command = *chosen.front();
    if (!item.parents.empty() && item.parents.front() != command.get_name()) continue;
    if (item.parents.empty() && is_set_in_section(found, command.get_name(), item.name)) continue;
    const CLI::Option* option = command.get_option_no_throw("--" + item.name);
    if (option == nullptr) continue;
    const std::string& variable = option->get_envname();
    if (!variable.empty() && std::getenv(variable.c_str()) != nullptr) continue;
    item.parents = {command.get_name()};
    kept.push_back(std::move(item));
  }
  return kept;
}

}  // namespace selfopt::app
