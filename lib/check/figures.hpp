#pragma once

#include <cstdint>
#include <optional>

#include "check/rule.hpp"

/// What the rules that compare figures share.
namespace selfopt::checking {

/// \returns the figure that the statement is judged by: sight.mode, but the plan where one side has
///          not been run, or the model gave no answer; nullopt if there is nothing to compare with
std::optional<CheckMode> judged_by(const Sight& sight);

/// \returns by how much the table that grew most has grown, at least 1
double growth(const Observation& before, const Observation& after);

/// \returns whether costs were counted in the same units
bool same_cost_units(const Observation& before, const Observation& after);

/// \returns whether the times of \p after are slower: their median by more than the tolerance and a
///          millisecond, and surely so (the 95 % confidence interval of the ratio excludes 1)
bool is_slower(const Observation& before, const Observation& after, double tolerance,
               std::uint64_t seed);

/// What a statement is foretold to take, or took.
struct ExpectedTime {
  double ms = 0;
  double low_ms = 0;  ///< the interval of a prediction; of measured times just the median
  double high_ms = 0;
};
/// \returns the prediction, else the median of the times, nullopt if there is neither
std::optional<ExpectedTime> expected_time(const Observation& seen);

/// \returns whether \p after is foretold to take longer: by more than the tolerance and a
///          millisecond, and so much that neither lies in the interval of the other
bool is_foretold_slower(const Observation& before, const Observation& after, double tolerance);

/// \returns "12 to 3,400 blocks (283x)"
std::string from_to(double before, double after, std::string_view unit);

}  // namespace selfopt::checking
