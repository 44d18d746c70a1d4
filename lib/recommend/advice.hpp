#pragma once

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "recommend/certify.hpp"
#include "recommend/index_name.hpp"
#include "recommend/plan_view.hpp"
#include "recommend/prepared_workload.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// A recommendation to make \p definition: name, statements, identity; figures are the caller's.
Recommendation create_index_advice(const Catalog& catalog, const IndexDefinition& definition,
                                   IndexNames& names);

/// Turns the chosen set into the document: the set is planned anew as a whole, each index is judged
/// by what the workload would cost without it, and each statement it helps is named.
/// \param plans where to see how plans change; null if there is no time for that, nor
///              for what was left out
Recommendations make_advice(const Catalog& catalog, const PreparedWorkload& workload,
                            SelectionProblem& problem, const whatif::IndexSet& pool,
                            const Certified& answer, PlanView* plans);

}  // namespace selfopt::advisor
