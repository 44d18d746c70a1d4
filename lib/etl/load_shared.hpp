#pragma once

#include <optional>
#include <vector>

#include "etl/load_state.hpp"

namespace selfopt::etl {

/// \returns whether the load can be shared out among connections: a new table from a large file
bool may_be_shared(const Load& load);

/// Loads over several connections, which fill a table that nobody looks for; one last transaction
/// gives it its name. \returns nothing if another attempt is needed
std::optional<std::vector<LoadReport>> attempt_shared(Load& load, Clock::time_point start);

}  // namespace selfopt::etl
