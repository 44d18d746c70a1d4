#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace selfopt::app {

/// CLI11's reader of TOML files, with our rules: the environment beats the file (CLI11 has it the
/// other way round), and a key that no command knows is an error that names it.
class Configuration : public CLI::ConfigTOML {
 public:
  explicit Configuration(const CLI::App& app) : m_app(app) {}
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  const CLI::App& m_app;
};

}  // namespace selfopt::app
