#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

IndexSet dta(Task& task) {
  IndexSet used;
  for (const IndexSet& of_statement : utilised(task))
    used = used.united(of_statement);
  IndexSet candidates = used;
  for (const int first : used)
    for (const int second : used)
      if (first != second)
        if (const auto both = merged(task.setting, first, second))
          candidates = candidates.with(*both);

  std::vector<int> fitting;
  for (const int candidate : candidates)
    if (task.fits(IndexSet{candidate})) fitting.push_back(candidate);
  std::vector<IndexSet> seeds;
  for (const int candidate : fitting)
    seeds.push_back(IndexSet{candidate});
  seeds.emplace_back();

  const auto cost = [&](const IndexSet& set) { return task.oracle.cost(set); };
  IndexSet best;
  double best_cost = cost(best);
  for (const IndexSet& seed : seeds) {
    if (task.late()) break;
    IndexSet set = add_cheapest(task, seed, fitting, cost);
    const double set_cost = cost(set);
    if (set_cost >= best_cost) continue;
    best = std::move(set);
    best_cost = set_cost;
  }
  return best;
}

}  // namespace selfopt::bench
