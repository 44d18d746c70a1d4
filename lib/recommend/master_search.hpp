#pragma once

#include <chrono>

#include "recommend/master.hpp"

namespace selfopt::advisor {

/// Looks for a good answer to \p master without proof and without a solver: greedily by what one
/// way's indexes together gain, in all and per byte, then by taking single indexes out and filling
/// the room again. All in memory; takes milliseconds where the exact way takes seconds.
/// \param master   pruned; its ways that are bounds are left out
/// \param start    a set that keeps to the limits
/// \param deadline when to give the best set found so far
whatif::IndexSet search_master(const Master& master, const whatif::IndexSet& start,
                               std::chrono::steady_clock::time_point deadline);

}  // namespace selfopt::advisor
