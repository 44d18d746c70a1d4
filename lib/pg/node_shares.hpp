#pragma once

#include <vector>

#include <selfopt/nouns/performance.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// \returns what each node of a Citus cluster holds, the coordinator first; empty without Citus.
///          Sizes are absent if not every node told them
std::vector<NodeShare> read_node_shares(Session& coordinator);

}  // namespace selfopt::pg
