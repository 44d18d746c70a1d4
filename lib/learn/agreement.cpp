#include "learn/agreement.hpp"

#include <map>
#include <utility>

namespace selfopt::learn {
namespace {

double pairs(double count) {
  return count * (count - 1) / 2;
}

template <typename Key>
double pairs_within(const std::map<Key, double>& counts) {
  double sum = 0;
  for (const auto& [key, count] : counts)
    sum += pairs(count);
  return sum;
}

}  // namespace

double adjusted_rand_index(const Labels& a, const Labels& b, const std::vector<double>& counts) {
  std::map<int, double> in_a;
  std::map<int, double> in_b;
  std::map<std::pair<int, int>, double> in_both;
  double all = 0;
  for (std::size_t row = 0; row < a.size(); ++row) {
    const int alone = -1 - static_cast<int>(row);
    const int first = a[row] < 0 ? alone : a[row];
    const int second = b[row] < 0 ? alone : b[row];
    const double count = counts.empty() ? 1 : counts[row];
    in_a[first] += count;
    in_b[second] += count;
    in_both[{first, second}] += count;
    all += count;
  }
  const double together = pairs_within(in_both);
  const double by_chance = all > 1 ? pairs_within(in_a) * pairs_within(in_b) / pairs(all) : 0;
  const double most = (pairs_within(in_a) + pairs_within(in_b)) / 2;
  return most > by_chance ? (together - by_chance) / (most - by_chance) : 1;
}

}  // namespace selfopt::learn
