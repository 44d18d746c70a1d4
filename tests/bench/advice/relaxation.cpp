#include <algorithm>

#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

namespace {

using Keys = std::vector<IndexKey>;

void add_if_candidate(const Setting& setting, const std::string& table, const Keys& keys,
                      IndexSet& set, bool& possible) {
  if (keys.empty()) return;
  const auto candidate = setting.find(table, keys);
  if (candidate)
    set = set.with(*candidate);
  else
    possible = false;
}

Keys others(const Keys& keys, const Keys& without) {
  Keys rest;
  for (const IndexKey& key : keys)
    if (std::ranges::count(without, key) == 0) rest.push_back(key);
  return rest;
}

// The columns that both have, in the first's order, and what each has besides.
std::optional<IndexSet> split(const Setting& setting, const IndexSet& set, int first, int second) {
  const Keys& a = setting.keys(first);
  const Keys& b = setting.keys(second);
  const Keys common = others(a, others(a, b));
  if (common.empty()) return std::nullopt;
  IndexSet relaxed = set.without(first).without(second);
  bool possible = true;
  for (const Keys& part : {common, others(a, common), others(b, common)})
    add_if_candidate(setting, setting.table(first), part, relaxed, possible);
  return possible ? std::optional(relaxed) : std::nullopt;
}

// Every set that is one change away.
std::vector<IndexSet> relaxed_sets(const Setting& setting, const IndexSet& set) {
  std::vector<IndexSet> relaxed;
  for (const int first : set) {
    for (const int second : set) {
      if (first == second || setting.table(first) != setting.table(second)) continue;
      if (const auto parts = split(setting, set, first, second)) relaxed.push_back(*parts);
      if (const auto both = merged(setting, first, second))
        relaxed.push_back(set.without(first).without(second).with(*both));
    }
    Keys prefix = setting.keys(first);
    for (prefix.pop_back(); !prefix.empty(); prefix.pop_back())
      if (const auto shorter = setting.find(setting.table(first), prefix))
        relaxed.push_back(set.without(first).with(*shorter));
    relaxed.push_back(set.without(first));
  }
  return relaxed;
}

}  // namespace

IndexSet relaxation(Task& task) {
  const Setting& setting = task.setting;
  IndexSet set;
  for (const IndexSet& of_statement : utilised(task))
    set = set.united(of_statement);
  while (!task.fits(set)) {
    const double cost = task.oracle.cost(set);
    const std::int64_t size = setting.size(set);
    std::optional<IndexSet> best;
    double best_penalty = 0;
    for (IndexSet& relaxed : relaxed_sets(setting, set)) {
      if (task.late()) {
        task.answered = false;
        return {};
      }
      const std::int64_t saved = std::min(size - setting.size(relaxed), size - task.budget_bytes);
      if (saved <= 0) continue;
      const double penalty = (task.oracle.cost(relaxed) - cost) / static_cast<double>(saved);
      if (best && penalty >= best_penalty) continue;
      best = std::move(relaxed);
      best_penalty = penalty;
    }
    set = std::move(*best);
  }
  return set;
}

}  // namespace selfopt::bench
