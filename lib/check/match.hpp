#pragma once

#include <string>
#include <vector>

#include <selfopt/check.hpp>

namespace selfopt::checking {

/// Finds for each statement its observation in the baseline: by its id, which is a name or else the
/// fingerprint. A statement that has a name keeps its partner when its text changes.
/// \param missing receives the ids of the baseline that no statement has
/// \returns for each statement its observation, or nullptr
std::vector<const Observation*> match(const std::vector<CheckedStatement>& statements,
                                      const std::vector<Observation>& baseline,
                                      std::vector<std::string>& missing);

}  // namespace selfopt::checking
