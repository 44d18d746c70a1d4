#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "pg/routing.hpp"
#include "recommend/prepared_workload.hpp"

namespace selfopt::advisor {

struct DistributionAdvice {
  std::vector<Recommendation> recommendations;
  std::vector<RejectedCandidate> rejected;
};

/// Looks at how a Citus cluster spreads the tables of the workload. Another column is advised if at
/// least half of what the statements weigh looks for equal values of it, twice what looks for the
/// present one (joins of tables that are kept together by it included), if it has at least four
/// values a shard, and no unique index stands against it. A value that most routed calls are for is
/// advised a shard of its own. A table one of whose shards is twice the median, and 8 MB more, is
/// named.
///
/// A table is moved between nodes by it and cannot be written to meanwhile, so `apply` leaves it
/// alone. \param routed what the coordinator has counted, if it counts; else statements are judged
/// by their
///        text
DistributionAdvice advise_distribution(const Catalog& catalog, const PreparedWorkload& workload,
                                       const std::vector<pg::RoutedCalls>& routed);

}  // namespace selfopt::advisor
