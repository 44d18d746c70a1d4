#pragma once

#include <vector>

#include <selfopt/check.hpp>

#include "check/schema.hpp"

namespace selfopt::checking {

/// A statement and what was seen of it.
struct Observed {
  Observation seen;
  bool is_query = false;  ///< it can be planned; false for DDL and what does not parse
};

/// Plans every statement and, as \p mode asks, runs it. Plans are made without parallel workers, so
/// that they do not depend on how many are free.
/// \param known values for parameters are taken from here, where the statement is the same
/// \returns one for each statement, in order
/// \throws Error{database} if there is no server or it goes away, Error::interrupted
std::vector<Observed> observe(const Database& database, const Schema& schema,
                              const std::vector<CheckedStatement>& statements, CheckMode mode,
                              const std::vector<Observation>& known, const CheckOptions& options);

}  // namespace selfopt::checking
