#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "recommend/plan_view.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// Finds aggregates without parameters that make up a large share of what the workload costs with
/// the chosen indexes, and are run so often that keeping their result in a materialised view pays
/// even if it is refreshed as often as once for the workload. ORDER BY and LIMIT stay with the
/// reader.
///
/// The result must not change with time or user, nor must its columns share a name. What reading
/// the view costs is reckoned from the rows and their width that the planner expects, so `verified`
/// is false; `refresh_cost` is the planner's cost of the statement. Nothing but a person can decide
/// whether old results do: `apply` leaves it alone.
std::vector<Recommendation> advise_views(const Catalog& catalog, const PreparedWorkload& workload,
                                         const SelectionProblem& problem,
                                         const whatif::IndexSet& chosen, double workload_cost,
                                         PlanView& plans);

}  // namespace selfopt::advisor
