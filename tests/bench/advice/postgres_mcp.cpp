#include <cmath>

#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

IndexSet postgres_mcp(Task& task) {
  constexpr double k_weight_of_space = 2;
  constexpr double k_least_gain = 0.1;
  const Setting& setting = task.setting;
  const auto objective = [&](const IndexSet& set, double cost) {
    const double space = setting.tables_bytes + static_cast<double>(setting.size(set));
    return std::log(cost) + k_weight_of_space * std::log(space);
  };
  IndexSet set;
  double cost = task.oracle.cost(set);
  while (true) {
    std::optional<IndexSet> best;
    double best_cost = cost;
    double best_objective = objective(set, cost);
    for (int candidate = 0; candidate < static_cast<int>(setting.candidates.size()); ++candidate) {
      if (task.late()) return set;
      const IndexSet larger = set.with(candidate);
      if (larger == set || !task.fits(larger)) continue;
      const double larger_cost = task.oracle.cost(larger);
      if (larger_cost > cost * (1 - k_least_gain) || larger_cost >= best_cost) continue;
      const double larger_objective = objective(larger, larger_cost);
      if (larger_objective >= best_objective) continue;
      best = larger;
      best_cost = larger_cost;
      best_objective = larger_objective;
    }
    if (!best) return set;
    set = std::move(*best);
    cost = best_cost;
  }
}

}  // namespace selfopt::bench
