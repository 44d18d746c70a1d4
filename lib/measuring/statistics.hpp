#pragma once

#include <cstdint>
#include <optional>
#include <vector>

/// Statistics of a few measured times.
namespace selfopt {

/// \param values at least one; in any order
/// \returns the middle value, the mean of the two in the middle if their number is even
double median(std::vector<double> values);

/// \param values at least one
double mean(const std::vector<double>& values);

/// \returns the standard deviation of a sample (divided by n - 1); nullopt for fewer than two.
std::optional<double> sample_stddev(const std::vector<double>& values);

struct Interval {
  double low = 0;
  double high = 0;
};

/// The 95 % confidence interval of median(before) / median(after), by the percentile bootstrap
/// (Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13) with 2,000 resamples.
/// \param before, after times, all above 0
/// \param seed equal seeds give equal intervals
/// \returns nullopt with fewer than three values on a side: there is nothing to resample
std::optional<Interval> ratio_interval(const std::vector<double>& before,
                                       const std::vector<double>& after, std::uint64_t seed);

}  // namespace selfopt
