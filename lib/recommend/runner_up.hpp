#pragma once

#include <optional>

#include <selfopt/nouns/recommendations.hpp>

#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// \returns which index of \p pool on the same table would do best in the place of \p index, one of
///          the \p chosen, and why it was not taken; nullopt if none would do anything there. Asks
///          the planner about the three that look best by what is known.
std::optional<RunnerUp> find_runner_up(SelectionProblem& problem, const whatif::IndexSet& pool,
                                       const Evaluated& chosen, int index);

}  // namespace selfopt::advisor
