#pragma once

#include <ctime>
#include <map>
#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/watch.hpp>

namespace selfopt::loop {

/// Keeps back what is advised now but perhaps not tomorrow, so that the loop does not make and drop
/// the same indexes for ever.
///
/// \param advice loses what is kept back; it moves to `rejected`, with the reason
/// \param ledger all actions so far
/// \param seen   in how many cycles in a row each recommendation was made, this one included, by id
/// \param now    seconds since 1970
void restrain(Recommendations& advice, const std::vector<Action>& ledger,
              const std::map<std::string, std::int64_t>& seen, const WatchOptions& options,
              std::time_t now);

}  // namespace selfopt::loop
