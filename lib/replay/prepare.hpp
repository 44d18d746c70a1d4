#pragma once

#include <chrono>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/workload.hpp>
#include <selfopt/replay.hpp>

#include "literals/literals.hpp"

namespace selfopt {

/// Makes \p workload what is reported in the end, without measurements yet: what cannot be run has
/// its `error`.
/// \returns what is to be run for each of its statements
/// \throws Error{database} if there is no server
std::vector<literals::Filled> prepare_replay(const Database& database, Workload& workload,
                                             const ReplayOptions& options);

/// \returns the query as it was before anything was measured of it.
WorkloadQuery without_measurements(WorkloadQuery&& query);

/// \returns the time that one execution may take, rounded up: the server takes 0 for no limit.
std::chrono::milliseconds replay_timeout(const ReplayOptions& options);

}  // namespace selfopt
