#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/baseline.hpp>

#include "check/schema.hpp"

namespace selfopt::checking {

/// An index that the plan used in the baseline and does not use now.
struct LostIndex {
  std::string relation;
  std::string name;        ///< as it was then
  std::string definition;  ///< "btree (a, b)"
  std::string why;         ///< "is gone", "is invalid", ...
  bool exists = false;     ///< and is valid
};

/// \returns the indexes that \p after has lost, with the reason as far as the catalog tells
std::vector<LostIndex> lost_indexes(const Observation& before, const Observation& after,
                                    const Schema& schema);

/// \returns what has probably made a statement worse, the surest cause first: the statement itself,
///          an index gone, a setting, another major version of the server, tables that grew or are
///          bloated, stale statistics; "" if
///          nothing of that has changed
std::string likely_cause(const Observation& before, const Observation& after, const Schema& schema);

}  // namespace selfopt::checking
