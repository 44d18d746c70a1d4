#pragma once

#include <vector>

#include "command_line.hpp"

namespace selfopt::app {

/// One command: `declare` states its options and returns what runs it.
struct Command {
  const char* name;
  Runner (*declare)(CommandLine& line);
};

/// All commands, in the order the help shows them (cmake/commands.cmake has the list).
const std::vector<Command>& commands();

}  // namespace selfopt::app
