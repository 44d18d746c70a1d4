#pragma once

#include <chrono>
#include <vector>

#include "recommend/master.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// \returns the plans of \p query that the planner has shown so far, for whatever reason it was
/// asked
std::vector<Access> known_ways(const SelectionProblem& problem, int query);

/// \returns the choice among all plans seen so far of all statements; pruned
Master known_ways(const SelectionProblem& problem);

/// Improves \p chosen by what is known already: the best set is looked for in memory, then planned.
/// It can only turn out better than believed, and planning it makes more known; so it is looked for
/// again, until nothing better is found or \p deadline passes. Takes few plans, each with few
/// indexes.
Evaluated improve_by_known_ways(SelectionProblem& problem, Evaluated chosen,
                                std::chrono::steady_clock::time_point deadline);

/// Makes more ways known, those that go well with \p chosen: each of \p queries is offered the
/// chosen indexes and all of \p pool, what its plan uses beside the chosen ones is taken out, and
/// so on until the rest is of no use, but not more than \p rounds times. Each answer also bounds
/// what any index that was still among the rest can gain.
void explore_around(whatif::CostOracle& oracle, const std::vector<int>& queries,
                    const whatif::IndexSet& pool, const whatif::IndexSet& chosen, int rounds,
                    std::chrono::steady_clock::time_point deadline);

}  // namespace selfopt::advisor
