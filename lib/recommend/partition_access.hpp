#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/plan.hpp>

#include "recommend/table_access.hpp"

namespace selfopt::advisor {

/// \returns whether one of \p accesses is to a partitioned table
bool reads_partitioned(const std::vector<TableAccess>& accesses);

/// What a statement does with single partitions: where \p plan reads few of those of a table, an
/// index on these alone takes a fraction of the space of one on all, and is dropped again without
/// a lock on the whole.
/// \param plan of the statement without any index of ours; partitions that it prunes are not in it
/// \returns for each of those partitions the access to its table, with the partition's own columns
std::vector<TableAccess> partition_accesses(const std::vector<TableAccess>& accesses,
                                            const Plan& plan, const Catalog& catalog);

}  // namespace selfopt::advisor
