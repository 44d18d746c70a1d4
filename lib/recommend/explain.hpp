#pragma once

#include <selfopt/nouns/query_explanation.hpp>

#include "recommend/plan_view.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// Says of each index of \p pool that could help the statement what it would do, and why it is
/// among the \p chosen or not. \param query number of the statement in \p workload and the oracle
QueryExplanation explain_query(const PreparedWorkload& workload, SelectionProblem& problem,
                               const whatif::IndexSet& pool, const Evaluated& chosen, int query,
                               PlanView& plans);

}  // namespace selfopt::advisor
