#include "recommend/runner_up.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <selfopt/units.hpp>

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

constexpr std::size_t k_most_asked = 3;
// Costs nearer than this are called the same.
constexpr double k_noticeable = 0.0001;

double cost_of(const Evaluated& evaluated) {
  return evaluated.total - evaluated.upkeep;
}

// The candidates on the table that may do best beside the others, the best first.
std::vector<int> rivals(SelectionProblem& problem, const IndexSet& pool, const Evaluated& chosen,
                        const Evaluated& others, int index) {
  struct Rival {
    double least;
    int index;
  };
  const std::string& table = problem.oracle().definition(index).table;
  std::vector<Rival> ranked;
  for (const int candidate : pool.difference(chosen.set).difference(problem.oracle().existing()))
    if (problem.oracle().definition(candidate).table == table)
      ranked.push_back({problem.optimistic(others, others.set.with(candidate)), candidate});
  std::ranges::stable_sort(ranked, {}, &Rival::least);
  if (ranked.size() > k_most_asked) ranked.resize(k_most_asked);
  std::vector<int> best;
  for (const Rival& rival : ranked)
    best.push_back(rival.index);
  return best;
}

std::string why_not(const SelectionProblem& problem, const Evaluated& chosen, const Evaluated& with,
                    int index, int rival) {
  const double dearer = cost_of(with) / cost_of(chosen) - 1;
  const std::string by = fmt::format("{:.2f} %", std::fabs(dearer) * 100);
  const auto bytes = problem.size_bytes(rival) - problem.size_bytes(index);
  if (!problem.fits(with.set))
    return fmt::format("takes {} more, which the limits do not leave", format_bytes(bytes));
  if (dearer > k_noticeable) return fmt::format("the workload would be {} dearer", by);
  if (with.upkeep > chosen.upkeep) return "would cost more in writes than it saves";
  if (dearer < -k_noticeable) return fmt::format("would save {} more, which is within the gap", by);
  return bytes > 0 ? fmt::format("saves the same, and is {} larger", format_bytes(bytes))
                   : "saves the same";
}

}  // namespace

std::optional<RunnerUp> find_runner_up(SelectionProblem& problem, const IndexSet& pool,
                                       const Evaluated& chosen, int index) {
  const Evaluated others = problem.evaluate(chosen.set.without(index));
  std::optional<RunnerUp> best;
  double least = others.total - others.upkeep;
  for (const int rival : rivals(problem, pool, chosen, others, index)) {
    const Evaluated with = problem.evaluate(others.set.with(rival));
    if (cost_of(with) >= least * (1 - k_noticeable)) continue;
    least = cost_of(with);
    best = RunnerUp{problem.oracle().definition(rival).sql(), problem.size_bytes(rival),
                    cost_of(with), why_not(problem, chosen, with, index, rival)};
  }
  return best;
}

}  // namespace selfopt::advisor
