#include "apply/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace selfopt::change {
namespace {

constexpr std::size_t k_exact_up_to = 20;

// The share of all orders of n + m values in which the sum U is at least `u`. counts[i] is the
// number of ways to have U = i, built up value by value.
double exact_tail(std::size_t n, std::size_t m, std::size_t u) {
  // ways[j][s]: ways to choose j of the values looked at so far with U = s
  std::vector<std::vector<double>> ways(m + 1, std::vector<double>(n * m + 1, 0.0));
  ways[0][0] = 1;
  for (std::size_t value = 0; value < n + m; ++value)
    for (std::size_t chosen = std::min(value + 1, m); chosen > 0; --chosen) {
      const std::size_t below = value - (chosen - 1);  // of the first sample, if it is chosen now
      if (below > n) continue;
      for (std::size_t sum = n * m; sum + 1 > below; --sum)
        ways[chosen][sum] += ways[chosen - 1][sum - below];
    }
  double all = 0;
  double tail = 0;
  for (std::size_t sum = 0; sum <= n * m; ++sum) {
    all += ways[m][sum];
    if (sum >= u) tail += ways[m][sum];
  }
  return tail / all;
}

double normal_tail(double z) {
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

// The sum of t^3 - t over groups of t equal values.
double ties(std::vector<double> all) {
  std::ranges::sort(all);
  double sum = 0;
  for (auto from = all.begin(); from != all.end();) {
    const auto to = std::upper_bound(from, all.end(), *from);
    const auto t = static_cast<double>(to - from);
    sum += t * t * t - t;
    from = to;
  }
  return sum;
}

}  // namespace

double middle(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

RankTest rank_test(const std::vector<double>& before, const std::vector<double>& after) {
  RankTest result;
  if (before.empty() || after.empty()) return result;
  std::vector<double> differences;
  double u = 0;  // pairs in which the second is larger; equal ones count half
  for (const double one : before)
    for (const double other : after) {
      differences.push_back(other - one);
      u += other > one ? 1 : other == one ? 0.5 : 0;
    }
  result.shift = middle(differences);
  std::vector<double> all = before;
  all.insert(all.end(), after.begin(), after.end());
  const double tied = ties(all);
  const auto n = static_cast<double>(before.size());
  const auto m = static_cast<double>(after.size());
  if (tied == 0 && before.size() <= k_exact_up_to && after.size() <= k_exact_up_to) {
    const auto whole = static_cast<std::size_t>(u);
    result.p_larger = exact_tail(before.size(), after.size(), whole);
    result.p_smaller =
        exact_tail(before.size(), after.size(), before.size() * after.size() - whole);
    return result;
  }
  const double total = n + m;
  const double variance = n * m / 12 * (total + 1 - tied / (total * (total - 1)));
  if (variance <= 0) return result;
  const double deviation = std::sqrt(variance);
  result.p_larger = normal_tail((u - n * m / 2 - 0.5) / deviation);
  result.p_smaller = normal_tail((n * m / 2 - u - 0.5) / deviation);
  return result;
}

}  // namespace selfopt::change
