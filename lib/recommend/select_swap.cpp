#include <algorithm>

#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

class SwapSearch {
 public:
  SwapSearch(SelectionProblem& problem, const IndexSet& pool, Evaluated chosen,
             std::chrono::steady_clock::time_point deadline)
      : m_problem(problem), m_pool(pool), m_best(std::move(chosen)), m_deadline(deadline) {}

  Evaluated run() {
    while (swap_pass() || add_pass()) {
    }
    return m_best;
  }

 private:
  bool late() const { return std::chrono::steady_clock::now() >= m_deadline; }

  // The largest first: what they free lets the most other candidates in.
  std::vector<int> chosen_by_size() const {
    std::vector<int> members(m_best.set.begin(), m_best.set.end());
    std::ranges::stable_sort(members, std::ranges::greater{},
                             [this](int index) { return m_problem.size_bytes(index); });
    return members;
  }

  // Takes each index out once and puts the best other in its place. \returns whether that helped
  bool swap_pass() {
    bool progress = false;
    for (const int leaving : chosen_by_size()) {
      if (late()) return false;
      const IndexSet rest = m_best.set.without(leaving);
      const double as_good = m_best.total * (1 + k_planner_rounding);
      if (auto without = m_problem.evaluate_below(m_best, rest, as_good))
        m_best = std::move(*without);  // it was of no use; the search goes on without it
      else
        progress |= replace(rest);
    }
    return progress;
  }

  // The others by how much better they may be: once one is found, fewer can beat it.
  bool replace(const IndexSet& rest) {
    struct Rival {
      double least;
      int candidate;
    };
    std::vector<Rival> rivals;
    for (const int entering : m_pool.difference(m_best.set)) {
      if (late()) return false;
      const IndexSet set = rest.with(entering);
      if (!m_problem.fits(set)) continue;
      const double least = m_problem.optimistic(m_best, set);
      if (least < noticeably_better(m_best)) rivals.push_back({least, entering});
    }
    std::ranges::stable_sort(rivals, {}, &Rival::least);
    const Evaluated before = m_best;
    for (const Rival& rival : rivals) {
      if (late() || rival.least >= noticeably_better(m_best)) break;
      const IndexSet set = rest.with(rival.candidate);
      if (auto better = m_problem.evaluate_below(before, set, noticeably_better(m_best)))
        m_best = std::move(*better);
    }
    return m_best.set != before.set;
  }

  bool add_pass() {
    bool progress = false;
    for (const int entering : m_pool.difference(m_best.set)) {
      if (late()) return false;
      const IndexSet larger = m_best.set.with(entering);
      if (!m_problem.fits(larger)) continue;
      auto better = m_problem.evaluate_below(m_best, larger, noticeably_better(m_best));
      if (!better) continue;
      m_best = std::move(*better);
      progress = true;
    }
    return progress;
  }

  SelectionProblem& m_problem;
  const IndexSet& m_pool;
  Evaluated m_best;
  std::chrono::steady_clock::time_point m_deadline;
};

}  // namespace

Evaluated improve_by_swaps(SelectionProblem& problem, const IndexSet& pool, Evaluated chosen,
                           std::chrono::steady_clock::time_point deadline) {
  return SwapSearch(problem, pool, std::move(chosen), deadline).run();
}

}  // namespace selfopt::advisor
