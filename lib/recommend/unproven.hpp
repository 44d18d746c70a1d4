#pragma once

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/recommend.hpp>

#include "recommend/plan_view.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// Adds to \p advice the GIN indexes that are likely to pay, marked unverified: the planner cannot
/// be asked about them, so they stand in none of its costs and not in the gap. Each is judged by
/// the part of its statements' plans, with the \p chosen indexes, that looks through the table for
/// its condition, and by how few rows the planner expects there. Those that do not fit into what
/// the budget leaves are rejected.
///
/// `confidence` is 0.6, and 0.4 where the pattern is a parameter: apply makes neither unasked.
void add_unproven_indexes(Recommendations& advice, const Catalog& catalog,
                          const PreparedWorkload& workload, const SelectionProblem& problem,
                          const whatif::IndexSet& chosen, PlanView& plans,
                          const RecommendOptions& options);

}  // namespace selfopt::advisor
