#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "recommend/prepared_workload.hpp"

/// Tables of the workload that PostgreSQL's own upkeep has not reached.
namespace selfopt::advisor {

/// Finds tables that were never analysed, or have changed by more than a fifth since (the planner
/// then guesses, for this program, too), and large ones without a visibility map (index-only scans
/// read the table all the same) or with more than a fifth of dead rows.
///
/// `confidence` is 0.95 where statistics are missing, 0.9 where they are old, 0.8 for VACUUM.
std::vector<Recommendation> advise_care(const Catalog& catalog, const PreparedWorkload& workload);

}  // namespace selfopt::advisor
