#include <algorithm>

#include "baselines.hpp"
#include "env/random.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

namespace {

// The published code exchanges for ten seconds; a number gives the same answer every time.
constexpr int k_variations = 1000;
constexpr std::size_t k_most_exchanged = 4;

struct Benefit {
  int index;
  double benefit;
  double ratio;
};

bool is_prefix(const Setting& setting, int shorter, int longer) {
  const auto& a = setting.keys(shorter);
  const auto& b = setting.keys(longer);
  return setting.table(shorter) == setting.table(longer) && a.size() <= b.size() &&
         std::equal(a.begin(), a.end(), b.begin());
}

void sort_by_ratio(const Setting& setting, std::vector<Benefit>& benefits) {
  for (Benefit& of : benefits)
    of.ratio = of.benefit / static_cast<double>(std::max<std::int64_t>(setting.size(of.index), 1));
  std::ranges::stable_sort(benefits, std::ranges::greater{}, &Benefit::ratio);
}

std::vector<Benefit> benefits_of(Task& task) {
  std::vector<Benefit> benefits;
  const auto used = utilised(task);
  IndexSet all;
  for (const IndexSet& of_statement : used)
    all = all.united(of_statement);
  for (const int index : all) {
    double benefit = 0;
    for (std::size_t i = 0; i < used.size(); ++i)
      if (used[i].contains(index))
        benefit += task.oracle.cost(i, {}) - task.oracle.cost(i, task.setting.statements[i].own);
    benefits.push_back({index, benefit, 0});
  }
  sort_by_ratio(task.setting, benefits);
  return benefits;
}

// An index that begins with the columns of one of lower ratio takes that one's benefit over.
std::vector<Benefit> combine_subsumed(const Setting& setting, std::vector<Benefit> benefits) {
  for (std::size_t high = 0; high < benefits.size(); ++high) {
    for (std::size_t low = high + 1; low < benefits.size();) {
      if (is_prefix(setting, benefits[low].index, benefits[high].index)) {
        benefits[high].benefit += benefits[low].benefit;
        benefits.erase(benefits.begin() + static_cast<std::ptrdiff_t>(low));
      } else {
        ++low;
      }
    }
  }
  sort_by_ratio(setting, benefits);
  return benefits;
}

std::vector<int> sample(env::Random& random, std::vector<int> from, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    std::swap(from[i], from[i + random.below(from.size() - i)]);
  from.resize(count);
  return from;
}

IndexSet try_variations(Task& task, IndexSet set, const IndexSet& others) {
  const std::size_t most = std::min({k_most_exchanged, set.size(), others.size()});
  if (most == 0) return set;
  env::Random random(task.seed);
  const std::vector<int> unused(others.begin(), others.end());
  double cost = task.oracle.cost(set);
  for (int i = 0; i < k_variations && !task.late(); ++i) {
    const std::size_t count = most == 1 ? 1 : 1 + random.below(most - 1);
    if (set.size() < count) continue;
    IndexSet variation = set;
    for (const int leaving : sample(random, {set.begin(), set.end()}, count))
      variation = variation.without(leaving);
    for (const int entering : sample(random, unused, count))
      if (task.fits(variation.with(entering))) variation = variation.with(entering);
    const double varied = task.oracle.cost(variation);
    if (varied >= cost) continue;
    set = std::move(variation);
    cost = varied;
  }
  return set;
}

}  // namespace

IndexSet db2advis(Task& task) {
  const auto benefits = combine_subsumed(task.setting, benefits_of(task));
  IndexSet set;
  IndexSet others;
  for (const Benefit& of : benefits) {
    if (task.fits(set.with(of.index)))
      set = set.with(of.index);
    else
      others = others.with(of.index);
  }
  return try_variations(task, set, others);
}

}  // namespace selfopt::bench
