#include <algorithm>

#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

namespace {

constexpr double k_least_improvement = 1.003;

struct Step {
  IndexSet set;
  double cost = 0;
  double ratio = 0;  // benefit per byte
};

void try_step(Task& task, const IndexSet& set, double current_cost, std::int64_t more_bytes,
              Step& best) {
  const double cost = task.oracle.cost(set);
  if (cost * k_least_improvement >= current_cost) return;
  // A longer index that is estimated no larger is as good as free.
  const double bytes = static_cast<double>(std::max<std::int64_t>(more_bytes, 1));
  const double ratio = (current_cost - cost) / bytes;
  if (ratio > best.ratio && task.fits(set)) best = {set, cost, ratio};
}

}  // namespace

IndexSet extend(Task& task) {
  const Setting& setting = task.setting;
  const auto singles = single_columns(setting);
  IndexSet set;
  double cost = task.oracle.cost(set);
  while (true) {
    Step best;
    for (const int candidate : singles) {
      if (task.late()) return set;
      if (setting.size(set) + setting.size(candidate) > task.budget_bytes) continue;
      if (!set.contains(candidate))
        try_step(task, set.with(candidate), cost, setting.size(candidate), best);
    }
    for (const int column : singles) {
      for (const int index : set) {
        if (task.late()) return set;
        if (setting.table(index) != setting.table(column)) continue;
        auto keys = setting.keys(index);
        keys.push_back(setting.keys(column).front());
        const auto longer = setting.find(setting.table(index), keys);
        if (longer && !set.contains(*longer))
          try_step(task, set.without(index).with(*longer), cost,
                   setting.size(*longer) - setting.size(index), best);
      }
    }
    if (best.ratio <= 0) return set;
    set = best.set;
    cost = best.cost;
  }
}

}  // namespace selfopt::bench
