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

}  // namespace

std::vector<CLI::ConfigItem> Configuration::from_config(std::istream& input) const {
  const auto chosen = m_app.get_subcommands();
  std::vector<CLI::ConfigItem> kept;
  for (CLI::ConfigItem& item : CLI::ConfigTOML::from_config(input)) {
    if (item.name == "++" || item.name == "--") continue;  // CLI11's marks around a section
    if (!is_known(m_app, item))
      throw CLI::ConfigError("unknown key \"" + item.fullname() + "\" in the configuration file");
    if (chosen.empty()) continue;
    const CLI::App& command = *chosen.front();
    if (!item.parents.empty() && item.parents.front() != command.get_name()) continue;
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
