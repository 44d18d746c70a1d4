#pragma once

#include "whatif/index_set.hpp"

namespace selfopt::whatif {

/// What the planner thinks a statement costs under some set of indexes.
struct PlannedCost {
  double cost = 0;              ///< planner units, one call
  IndexSet used;                ///< the candidates that the plan scans
  bool wasteful_probe = false;  ///< see has_wasteful_probe
  IndexSet fixed{};             ///< indexes that exist and cannot be hidden, and the plan scans
  /// Of `cost` what the node does that has most to do, where Citus distributes it; else 0.
  double slowest_node = 0;
};

/// Between what and what a cost must lie if more indexes never make a plan dearer.
struct CostRange {
  double lower = 0;
  double upper = 0;
};

}  // namespace selfopt::whatif
