#include <algorithm>

#include "baselines.hpp"

namespace selfopt::bench {

using whatif::IndexSet;

namespace {

using Cost = std::function<double(const IndexSet&)>;

// The best one or two by trying all, then one by one.
IndexSet enumerate(Task& task, const std::vector<int>& candidates, const Cost& cost) {
  IndexSet best;
  double best_cost = cost(best);
  const auto consider = [&](const IndexSet& set) {
    if (!task.fits(set)) return;
    const double c = cost(set);
    if (c >= best_cost) return;
    best_cost = c;
    best = set;
  };
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (task.late()) return best;
    consider(IndexSet{candidates[i]});
    for (std::size_t j = i + 1; j < candidates.size() && !task.late(); ++j)
      consider(IndexSet{candidates[i], candidates[j]});
  }
  return add_cheapest(task, best, candidates, cost);
}

// Each candidate's first column has to stand in the statement.
std::vector<int> candidates_for(const Setting& setting, std::size_t statement,
                                const IndexSet& potential) {
  std::vector<int> candidates;
  for (const int candidate : potential) {
    const auto first = setting.find(setting.table(candidate), {setting.keys(candidate).front()});
    if (first && setting.statements[statement].relevant.contains(*first))
      candidates.push_back(candidate);
  }
  return candidates;
}

IndexSet with_one_more_column(const Setting& setting, const IndexSet& indexes) {
  IndexSet longer = indexes;
  for (const int index : indexes) {
    for (const int column : single_columns(setting)) {
      if (setting.table(column) != setting.table(index)) continue;
      auto keys = setting.keys(index);
      keys.push_back(setting.keys(column).front());
      if (const auto candidate = setting.find(setting.table(index), keys))
        longer = longer.with(*candidate);
    }
  }
  return longer;
}

}  // namespace

IndexSet autoadmin(Task& task) {
  const Setting& setting = task.setting;
  std::size_t width = 1;
  for (const IndexDefinition& candidate : setting.candidates)
    width = std::max(width, candidate.keys.size());
  IndexSet potential(single_columns(setting));
  IndexSet chosen;
  for (std::size_t columns = 1; columns <= width; ++columns) {
    IndexSet candidates;
    for (std::size_t i = 0; i < setting.statements.size(); ++i)
      candidates = candidates.united(
          enumerate(task, candidates_for(setting, i, potential),
                    [&](const IndexSet& set) { return task.oracle.cost(i, set); }));
    const IndexSet found = enumerate(task, {candidates.begin(), candidates.end()},
                                     [&](const IndexSet& set) { return task.oracle.cost(set); });
    if (!task.finished && task.oracle.cost(found) > task.oracle.cost(chosen)) return chosen;
    chosen = found;
    if (!task.finished) return chosen;
    potential = with_one_more_column(setting, chosen);
  }
  return chosen;
}

}  // namespace selfopt::bench
