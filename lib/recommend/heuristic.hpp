#pragma once

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/recommend.hpp>

#include "recommend/prepared_workload.hpp"

namespace selfopt::advisor {

/// Advice from the statements and statistics alone, for a server without HypoPG: for each table of
/// each statement, the B-tree of its equality columns, most selective first, and one range; ranked
/// by the calls that ask for it, per byte. No planner has confirmed any of it: everything is marked
/// unverified and carries no costs.
Recommendations advise_without_planner(const Catalog& catalog, const PreparedWorkload& workload,
                                       const RecommendOptions& options);

}  // namespace selfopt::advisor
