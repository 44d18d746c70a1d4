#pragma once

#include <optional>
#include <vector>

#include <selfopt/nouns/workload.hpp>

namespace selfopt::prediction {

/// \param values at least one, in any order
/// \param share  0 to 1
/// \returns the value that this share of \p values goes below, between two neighbours linearly
double quantile(std::vector<double> values, double share);

/// \returns how long a call of \p query takes, in milliseconds: the median of its measured runs,
///          else the mean of its calls; nullopt if that is not known. As it stands in the input:
///          it may be negative or no number.
std::optional<double> measured_ms(const WorkloadQuery& query);

}  // namespace selfopt::prediction
