#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// \returns the places in \p after of the statements that are slower than in \p before, judged as
///          compare_replays does.
std::vector<std::size_t> slower_than(const Workload& before, const Workload& after,
                                     std::uint64_t seed);

}  // namespace selfopt
