#pragma once

#include <string>
#include <vector>

#include "command_line.hpp"

namespace selfopt::app {

/// What a shell has to know of one option.
struct CompletedOption {
  std::vector<std::string> names;  ///< "-o", "--output"; empty for words that are no options
  std::string value;               ///< as in the help: "FILE", "jsonl|table"; empty for a flag
  std::string help;                ///< one sentence
};

/// What a shell has to know of one command.
struct CompletedCommand {
  std::string name;
  std::string summary;
  std::vector<CompletedOption> options;
};

/// Writes the script that teaches a shell to complete selfopt's command line.
/// \param shell bash, zsh or fish
/// \throws Error{usage} for another shell
std::string completion_script(const std::string& shell,
                              const std::vector<CompletedCommand>& commands);

/// What the scripts ask: prints names that exist in the database which the rest of the command line
/// names. The local warehouse is not started for that.
Runner declare_completed_names(CommandLine& line);

}  // namespace selfopt::app
