#include "options.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

namespace selfopt::bench {
namespace {

constexpr const char* k_usage =
    "usage: bench_advice --dsn DSN --budgets MB,MB,... [--width N] [--seconds S] [--methods A,B]\n"
    "                    [--gap SHARE] [--connections N] [--size-model hypopg|real] [--seed N]\n"
    "                    [--verbose] WORKLOAD.sql...\n";

[[noreturn]] void refuse() {
  fmt::print(stderr, "{}", k_usage);
  std::exit(2);
}

std::vector<std::string> parts(const std::string& list) {
  std::vector<std::string> all;
  std::istringstream in(list);
  for (std::string part; std::getline(in, part, ',');)
    all.push_back(part);
  return all;
}

}  // namespace

bool Options::wants(const std::string& method) const {
  return methods.empty() || std::ranges::count(methods, method) > 0;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (!argument.starts_with("--")) {
      options.workload.push_back(argument);
      continue;
    }
    if (argument == "--verbose") {
      options.verbose = true;
      continue;
    }
    if (++i == argc) refuse();
    const std::string value = argv[i];
    if (argument == "--dsn")
      options.dsn = value;
    else if (argument == "--budgets")
      for (const std::string& megabytes : parts(value))
        options.budgets_mb.push_back(std::atof(megabytes.c_str()));
    else if (argument == "--methods")
      options.methods = parts(value);
    else if (argument == "--width")
      options.width = std::atoi(argv[i]);
    else if (argument == "--seconds")
      options.seconds = std::atof(argv[i]);
    else if (argument == "--gap")
      options.gap = std::atof(argv[i]);
    else if (argument == "--connections")
      options.connections = std::atoi(argv[i]);
    else if (argument == "--seed")
      options.seed = static_cast<std::uint64_t>(std::atoll(argv[i]));
    else if (argument == "--size-model" && (value == "hypopg" || value == "real"))
      options.size_model = value == "real" ? SizeModel::real : SizeModel::hypopg;
    else
      refuse();
  }
  if (options.dsn.empty() || options.workload.empty() || options.budgets_mb.empty() ||
      options.width < 1)
    refuse();
  return options;
}

}  // namespace selfopt::bench
