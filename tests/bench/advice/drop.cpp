#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

IndexSet drop(Task& task) {
  IndexSet set(single_columns(task.setting));
  while (!task.fits(set)) {
    std::optional<IndexSet> best;
    double best_cost = 0;
    for (const int leaving : set) {
      if (task.late()) {
        task.answered = false;
        return {};
      }
      IndexSet rest = set.without(leaving);
      const double cost = task.oracle.cost(rest);
      if (best && cost >= best_cost) continue;
      best = std::move(rest);
      best_cost = cost;
    }
    set = std::move(*best);
  }
  return set;
}

}  // namespace selfopt::bench
