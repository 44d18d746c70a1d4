#pragma once

#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/performance.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Asks each node of a Citus cluster for the sizes of its shards.
/// \param database the coordinator's, to which \p coordinator is connected
/// \returns what each node holds, the coordinator first; empty without Citus. The size of one that
///          did not answer within a few seconds is absent, and a warning says why
std::vector<NodeShare> read_node_shares(Session& coordinator, const Database& database);

}  // namespace selfopt::pg
