#pragma once

#include <algorithm>
#include <vector>

#include <selfopt/nouns/action.hpp>

namespace selfopt::serving {

/// What the changes that are in force were found to save.
struct Improvement {
  double before = 0;  ///< of all statements that were verified, each times its calls
  double after = 0;
  /// \returns the share that is saved, 0 to 1; 0 if nothing was verified
  double share() const { return before > 0 ? std::max(0.0, 1 - after / before) : 0; }
};

/// Changes that were verified in the same way have the same unit; of all ways the one is taken that
/// most changes were verified by.
Improvement improvement(const std::vector<Action>& actions);

}  // namespace selfopt::serving
