#include "measuring/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "env/random.hpp"

namespace selfopt {
namespace {

constexpr std::size_t k_resamples = 2000;
constexpr std::size_t k_least_values = 3;
constexpr double k_tail = 0.025;  // on each side of a 95 % interval

double resampled_median(const std::vector<double>& values, std::vector<double>& scratch,
                        env::Random& random) {
  scratch.clear();
  for (std::size_t i = 0; i < values.size(); ++i)
    scratch.push_back(values[random.below(values.size())]);
  return median(scratch);
}

}  // namespace

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double mean(const std::vector<double>& values) {
  return std::reduce(values.begin(), values.end()) / static_cast<double>(values.size());
}

std::optional<double> sample_stddev(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const double center = mean(values);
  double sum = 0;
  for (const double value : values)
    sum += (value - center) * (value - center);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

std::optional<Interval> ratio_interval(const std::vector<double>& before,
                                       const std::vector<double>& after, std::uint64_t seed) {
  if (before.size() < k_least_values || after.size() < k_least_values) return std::nullopt;
  env::Random random(seed);
  std::vector<double> scratch;
  std::vector<double> ratios;
  ratios.reserve(k_resamples);
  for (std::size_t i = 0; i < k_resamples; ++i) {
    const double numerator = resampled_median(before, scratch, random);
    ratios.push_back(numerator / resampled_median(after, scratch, random));
  }
  std::ranges::sort(ratios);
  const auto at = static_cast<std::size_t>(k_tail * k_resamples);
  return Interval{ratios[at], ratios[k_resamples - 1 - at]};
}

}  // namespace selfopt
