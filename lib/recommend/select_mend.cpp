#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

namespace {

// A plan this much cheaper than without any index stays a win even if it was judged too well.
constexpr double k_safe_gain = 4;

bool is_tempted(CostOracle& oracle, int query, const IndexSet& chosen) {
  const auto planned = oracle.cost(query, chosen);
  const auto without = oracle.cost(query, {});
  return planned.wasteful_probe && !without.wasteful_probe &&
         planned.cost * k_safe_gain > without.cost;
}

}  // namespace

IndexSet mend_wasteful_probes(SelectionProblem& problem, const IndexSet& pool, IndexSet chosen) {
  CostOracle& oracle = problem.oracle();
  for (int query = 0; query < oracle.query_count(); ++query) {
    if (!is_tempted(oracle, query, chosen)) continue;
    double best_cost = oracle.cost(query, chosen).cost;
    int best = -1;
    for (const int candidate : pool.intersection(oracle.related(query)).difference(chosen)) {
      const IndexSet larger = chosen.with(candidate);
      if (!problem.fits(larger)) continue;
      const auto planned = oracle.cost(query, larger);
      if (planned.wasteful_probe || planned.cost >= best_cost) continue;
      best = candidate;
      best_cost = planned.cost;
    }
    if (best >= 0) chosen = chosen.with(best);
  }
  return chosen;
}

}  // namespace selfopt::advisor
