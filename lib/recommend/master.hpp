#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "recommend/upkeep.hpp"
#include "whatif/index_set.hpp"

namespace selfopt::advisor {

/// One way to run a statement, or a bound on many ways.
struct Access {
  double cost = 0;             ///< weighted by how often the statement runs
  whatif::IndexSet required;   ///< it needs all of these
  whatif::IndexSet forbidden;  ///< a bound holds only for sets with none of these
  int branch = -1;             ///< of a bound: where to look for what is behind it
};

/// The choice of indexes as an integer program: each statement takes the cheapest way that the
/// chosen indexes allow. Where ways are bounds, so is the answer.
struct Master {
  std::vector<std::vector<Access>> statements;  ///< the ways of each; one needs nothing
  std::vector<std::int64_t> size_bytes;         ///< of each index
  Upkeep upkeep;                                ///< cost of having indexes
  std::optional<std::int64_t> budget_bytes;     ///< no limit if absent
  std::optional<std::int64_t> max_indexes;      ///< no limit if absent
  whatif::IndexSet uncounted;                   ///< indexes that max_indexes does not count
};

struct MasterAnswer {
  std::optional<whatif::IndexSet> chosen;  ///< absent: none cheaper than the cutoff was found
  double cost = 0;                         ///< of the chosen
  double lower_bound = 0;                  ///< no set that keeps to the limits costs less
};

struct MasterLimits {
  double time_ms = 0;
  double relative_gap = 0;
  std::optional<double> cutoff;  ///< only sets cheaper than this are of use
};

/// Takes out the ways that another way of the same statement makes needless: one that costs no more
/// and needs no index that the other does not.
void prune(Master& master);

/// Solves \p master exactly, within the limits.
MasterAnswer solve(const Master& master, const MasterLimits& limits);

/// The bound of \p master with indexes that may be chosen in part, and how much of each way the
/// optimum then takes: [statement][way], 0 to 1.
struct RelaxedAnswer {
  double lower_bound = 0;
  std::vector<std::vector<double>> taken;
  std::vector<double> chosen;  ///< of each index, 0 to 1
};
RelaxedAnswer solve_relaxed(const Master& master);

}  // namespace selfopt::advisor
