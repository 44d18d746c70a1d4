#include <algorithm>
#include <map>

#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

namespace {

constexpr double k_worth_a_look = 100;  // planner units
constexpr double k_least_saving = 0.5;

struct Suggestion {
  IndexSet indexes;
  double saving = 0;
};

IndexSet up_to_width(const Setting& setting, const IndexSet& indexes, std::size_t width) {
  std::vector<int> members;
  for (const int index : indexes)
    if (setting.keys(index).size() <= width) members.push_back(index);
  return IndexSet(members);
}

Suggestion suggest(Task& task, std::size_t statement) {
  const IndexSet& own = task.setting.statements[statement].own;
  const double initial = task.oracle.plan(statement, {}).cost;
  if (initial < k_worth_a_look) return {};
  const auto with_singles = task.oracle.plan(statement, up_to_width(task.setting, own, 1));
  const auto with_pairs = task.oracle.plan(statement, up_to_width(task.setting, own, 2));
  // Pairs have to halve the cost once more.
  const bool pairs = with_singles.cost > k_worth_a_look &&
                     with_pairs.cost < with_singles.cost * (1 - k_least_saving) &&
                     with_pairs.used.size() <= 1;
  IndexSet used = pairs ? with_pairs.used : with_singles.used;
  double cost = pairs ? with_pairs.cost : with_singles.cost;
  if (used.size() > 1) {
    std::optional<int> winner;
    for (const int index : used) {
      const double alone = task.oracle.plan(statement, IndexSet{index}).cost;
      if (winner && alone >= cost) continue;
      winner = index;
      cost = alone;
    }
    used = IndexSet{*winner};
  }
  if (cost >= initial * (1 - k_least_saving)) return {};
  return {used, (initial - cost) * task.setting.statements[statement].calls};
}

}  // namespace

IndexSet dexter(Task& task) {
  std::map<int, double> savings;
  for (std::size_t i = 0; i < task.setting.statements.size() && !task.late(); ++i) {
    const Suggestion suggestion = suggest(task, i);
    for (const int index : suggestion.indexes)
      savings[index] += suggestion.saving;
  }
  // A single column that begins a suggested pair is covered by it.
  for (const auto& [index, saving] : std::map(savings)) {
    const auto first = task.setting.find(task.setting.table(index), {task.setting.keys(index)[0]});
    if (first && *first != index) savings.erase(*first);
  }
  std::vector<std::pair<double, int>> ranked;
  for (const auto& [index, saving] : savings)
    ranked.emplace_back(saving, index);
  std::ranges::sort(ranked, std::ranges::greater{});
  IndexSet set;
  for (const auto& [saving, index] : ranked)
    if (task.fits(set.with(index))) set = set.with(index);
  return set;
}

}  // namespace selfopt::bench
