#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace selfopt::app {

/// The help of a command: usage, summary, options under their headings, examples.
class Help : public CLI::Formatter {
 public:
  Help();

  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_name(const CLI::Option* option, bool positional) const override;
  std::string make_option(const CLI::Option* option, bool positional) const override;
  std::string make_subcommand(const CLI::App* sub) const override;
};

}  // namespace selfopt::app
