#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/recommend.hpp>

namespace selfopt::bench {

struct Options {
  std::string dsn;
  std::vector<std::string> workload;    ///< .sql files
  std::vector<double> budgets_mb;       ///< megabytes of 10^6 bytes
  std::vector<std::string> methods;     ///< empty: all
  int width = 2;                        ///< columns of a candidate, at most
  double seconds = 120;                 ///< of one method at one budget
  double gap = RecommendOptions{}.gap;  ///< at which our search ends
  int connections = 2;                  ///< of our search
  std::uint64_t seed = 1;               ///< of methods that draw lots
  SizeModel size_model = SizeModel::hypopg;
  bool verbose = false;  ///< print the chosen indexes and how our search goes

  bool wants(const std::string& method) const;
};

/// Reads the command line; prints how to call the program and ends it if that is not possible.
Options read_options(int argc, char** argv);

}  // namespace selfopt::bench
