#pragma once

#include <vector>

#include "whatif/index_set.hpp"

namespace selfopt::advisor {

/// A cost that is there once some index of a set is, and no larger with more of them.
struct SharedUpkeep {
  double cost = 0;
  whatif::IndexSet indexes;
};

/// What having indexes costs, whatever is read.
struct Upkeep {
  std::vector<double> each;          ///< of each index alone; empty: nothing
  std::vector<SharedUpkeep> shared;  ///< in addition

  /// \returns what having all of \p indexes costs
  double of(const whatif::IndexSet& indexes) const;
};

}  // namespace selfopt::advisor
