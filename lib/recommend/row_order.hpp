#pragma once

#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "recommend/plan_view.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// Finds large tables whose rows lie scattered over the file in the order of a column by which the
/// workload reads many of them at once: sorted by it (CLUSTER), the same rows lie on a few pages.
/// What statements lose that read the table by a column which it is sorted by now counts against
/// it.
///
/// What is saved is reckoned with the planner's own formulas from the rows that it expects, so
/// `verified` is false. CLUSTER locks the table against everybody and later rows do not keep the
/// order, so `apply` leaves it alone.
/// \param advice the indexes advised so far; CLUSTER needs one that exists, or one of these
std::vector<Recommendation> advise_row_order(const Catalog& catalog,
                                             const PreparedWorkload& workload,
                                             const SelectionProblem& problem,
                                             const whatif::IndexSet& chosen,
                                             const Recommendations& advice, PlanView& plans);

}  // namespace selfopt::advisor
