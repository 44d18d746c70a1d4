#pragma once

#include <chrono>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "recommend/prepared_workload.hpp"

namespace selfopt::advisor {

/// Advises CREATE STATISTICS for columns whose values go together, where plans of the workload that
/// were run (replay --explain, auto_explain) found ten times more or fewer rows than expected. The
/// planner is asked what it expects of each condition alone: only if it is right about these, and
/// has just multiplied them, is it the combination that it does not know. Not for columns that have
/// such statistics already.
///
/// Evidence is measured, but no planner can say what the statistics would change: `verified` is
/// false, `confidence` 0.7.
/// \param plan_timeout for each condition planned
std::vector<Recommendation> advise_statistics(const Database& database, const Catalog& catalog,
                                              const PreparedWorkload& workload,
                                              std::chrono::milliseconds plan_timeout);

}  // namespace selfopt::advisor
