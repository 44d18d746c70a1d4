#include <memory>

#include <fmt/format.h>

#include <selfopt/local.hpp>
#include <selfopt/relation_names.hpp>

#include "completion.hpp"
#include "shared_options.hpp"

namespace selfopt::app {

Runner declare_completed_names(CommandLine& line) {
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

}  // namespace selfopt::app
