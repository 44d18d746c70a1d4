#include <algorithm>

#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// Differences below this share of the cost are rounding of the planner, not progress.
constexpr double k_least_progress = 1e-6;

class SwapSearch {
 public:
  SwapSearch(SelectionProblem& problem, const IndexSet& pool, IndexSet chosen, Growth growth,
             std::chrono::steady_clock::time_point deadline)
      : m_problem(problem),
        m_pool(pool),
        m_chosen(std::move(chosen)),
        m_cost(problem.cost(m_chosen)),
        m_growth(growth),
        m_deadline(deadline) {}

  IndexSet run() {
    while (swap_pass() || add_pass()) {
    }
    return m_chosen;
  }

 private:
  bool late() const { return std::chrono::steady_clock::now() >= m_deadline; }
  bool better(double cost) const { return cost < m_cost * (1 - k_least_progress); }

  void accept(IndexSet set, double cost) {
    m_chosen = std::move(set);
    m_cost = cost;
  }

  // The largest first: what they free lets the most other candidates in.
  std::vector<int> chosen_by_size() const {
    std::vector<int> members(m_chosen.begin(), m_chosen.end());
    std::ranges::stable_sort(members, [this](int a, int b) {
      return m_problem.size_bytes(a) > m_problem.size_bytes(b);
    });
    return members;
  }

  // Takes each index out once and puts the best other in its place. \returns whether that helped
  bool swap_pass() {
    bool progress = false;
    for (const int leaving : chosen_by_size()) {
      if (late()) return false;
      const IndexSet rest = m_chosen.without(leaving);
      const double rest_cost = m_problem.cost(rest);
      if (rest_cost <= m_cost * (1 + k_least_progress)) {
        accept(rest, rest_cost);
        continue;  // it was of no use; the search goes on without it
      }
      progress |= replace(rest, rest_cost);
    }
    return progress;
  }

  bool replace(const IndexSet& rest, double rest_cost) {
    int best = -1;
    double best_cost = m_cost;
    for (const int entering : m_pool.difference(m_chosen)) {
      if (late()) break;
      if (!m_problem.fits(rest.with(entering))) continue;
      const double cost = rest_cost - m_problem.gain(rest, entering);
      if (cost < best_cost * (1 - k_least_progress)) {
        best = entering;
        best_cost = cost;
      }
    }
    if (best < 0) return false;
    accept(rest.with(best), best_cost);
    return true;
  }

  bool add_pass() {
    if (m_growth == Growth::forbidden) return false;
    bool progress = false;
    for (const int entering : m_pool.difference(m_chosen)) {
      if (late()) return false;
      const IndexSet larger = m_chosen.with(entering);
      if (!m_problem.fits(larger)) continue;
      const double cost = m_cost - m_problem.gain(m_chosen, entering);
      if (!better(cost)) continue;
      accept(larger, cost);
      progress = true;
    }
    return progress;
  }

  SelectionProblem& m_problem;
  const IndexSet& m_pool;
  IndexSet m_chosen;
  double m_cost;
  Growth m_growth;
  std::chrono::steady_clock::time_point m_deadline;
};

}  // namespace

IndexSet improve_by_swaps(SelectionProblem& problem, const IndexSet& pool, IndexSet chosen,
                          Growth growth, std::chrono::steady_clock::time_point deadline) {
  return SwapSearch(problem, pool, std::move(chosen), growth, deadline).run();
}

}  // namespace selfopt::advisor
