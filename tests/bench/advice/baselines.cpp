#include "baselines.hpp"

#include <algorithm>

namespace selfopt::bench {

using whatif::IndexSet;

std::vector<int> single_columns(const Setting& setting) {
  std::vector<int> singles;
  for (int i = 0; i < static_cast<int>(setting.candidates.size()); ++i)
    if (setting.keys(i).size() == 1) singles.push_back(i);
  return singles;
}

std::vector<IndexSet> utilised(Task& task) {
  std::vector<IndexSet> used;
  for (std::size_t i = 0; i < task.setting.statements.size(); ++i)
    used.push_back(task.oracle.plan(i, task.setting.statements[i].own).used);
  return used;
}

std::optional<int> merged(const Setting& setting, int first, int second) {
  if (setting.table(first) != setting.table(second)) return std::nullopt;
  std::vector<IndexKey> keys = setting.keys(first);
  for (const IndexKey& key : setting.keys(second))
    if (std::ranges::count(keys, key) == 0) keys.push_back(key);
  for (; !keys.empty(); keys.pop_back())
    if (const auto candidate = setting.find(setting.table(first), keys)) return candidate;
  return std::nullopt;
}

IndexSet add_cheapest(Task& task, IndexSet set, const std::vector<int>& candidates,
                      const std::function<double(const IndexSet&)>& cost) {
  double current = cost(set);
  while (true) {
    std::optional<IndexSet> best;
    double best_cost = current;
    for (const int candidate : candidates) {
      if (task.late()) return best.value_or(set);
      const IndexSet larger = set.with(candidate);
      if (larger == set || !task.fits(larger)) continue;
      const double c = cost(larger);
      if (c >= best_cost) continue;
      best_cost = c;
      best = larger;
    }
    if (!best) return set;
    set = std::move(*best);
    current = best_cost;
  }
}

std::vector<Baseline> baselines() {
  return {{"Extend", extend},     {"DTA", dta},
          {"DB2Advis", db2advis}, {"AutoAdmin", autoadmin},
          {"Drop", drop},         {"Relaxation", relaxation},
          {"Dexter", dexter},     {"postgres-mcp", postgres_mcp}};
}

}  // namespace selfopt::bench
