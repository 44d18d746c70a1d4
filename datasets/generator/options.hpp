#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tables.hpp"

namespace selfopt::retail {

struct Options {
  double scale = 1;
  std::uint64_t seed = 42;
  std::string output = ".";   ///< a folder, or "-" for standard output
  std::vector<Table> tables;  ///< all of them if none is named
  bool help = false;
};

extern const char* const k_help;

/// \throws Error{usage} if an option is unknown or its value is out of range
Options parse_options(int argc, char** argv);

}  // namespace selfopt::retail
