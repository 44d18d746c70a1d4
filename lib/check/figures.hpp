#pragma once

#include <cstdint>
#include <optional>

#include "check/rule.hpp"

/// What the rules that compare figures share.
namespace selfopt::checking {

/// \returns the figure that the statement is judged by: sight.mode, but the plan where one side has
///          not been run; nullopt if there is nothing to compare with
std::optional<CheckMode> judged_by(const Sight& sight);

/// \returns by how much the table that grew most has grown, at least 1
double growth(const Observation& before, const Observation& after);

/// \returns whether costs were counted in the same units
bool same_cost_units(const Observation& before, const Observation& after);

/// \returns whether the times of \p after are slower: their median by more than the tolerance and a
///          millisecond, and surely so (the 95 % confidence interval of the ratio excludes 1)
bool is_slower(const Observation& before, const Observation& after, double tolerance,
               std::uint64_t seed);

/// \returns "12 to 3,400 blocks (283x)"
std::string from_to(double before, double after, std::string_view unit);

}  // namespace selfopt::checking
