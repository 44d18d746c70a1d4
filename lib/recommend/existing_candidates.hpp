#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/recommend.hpp>

#include "recommend/prepared_workload.hpp"
#include "recommend/selection.hpp"
#include "whatif/candidate.hpp"

/// Indexes that exist as part of the choice.
namespace selfopt::advisor {

/// \returns the indexes that may be given up for better ones: plain B-trees that nothing but
///          searching needs (drops.hpp), without expressions, whose statistics plans may rest on.
///          None of a table where another index is to be dropped anyway: that may rest on this one
///          being there, and the next run looks again.
std::vector<whatif::ExistingIndex> tradable_indexes(const Catalog& catalog,
                                                    const RecommendOptions& options);

/// \returns \p catalog without the indexes that \p oracle can do without: they are candidates
Catalog without_candidates(const Catalog& catalog, const whatif::CostOracle& oracle);

/// \returns the names, qualified and quoted, of the hidden indexes when the set is \p chosen
std::vector<std::string> given_up(const whatif::CostOracle& oracle, const whatif::IndexSet& chosen);

/// Advises to drop the existing indexes that the chosen set does without: those that are no part of
/// it or, where the planner cannot be made to do without, those that no plan rests on any more.
/// Statements outside of the workload may use them: `confidence` is 0.6, and 0.4 if some of the
/// workload could not be planned.
void add_traded(Recommendations& advice, const Catalog& catalog, const PreparedWorkload& workload,
                SelectionProblem& problem, const whatif::IndexSet& chosen);

}  // namespace selfopt::advisor
