#include <algorithm>

#include "recommend/candidates.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

class Extension {
 public:
  Extension(SelectionProblem& problem, const IndexSet& pool,
            std::chrono::steady_clock::time_point deadline)
      : m_problem(problem), m_pool(pool), m_deadline(deadline) {}

  Evaluated run(Evaluated best) {
    while (auto better = best_exchange(best))
      best = std::move(*better);
    return best;
  }

 private:
  bool late() const { return std::chrono::steady_clock::now() >= m_deadline; }

  std::optional<Evaluated> best_exchange(const Evaluated& best) {
    std::optional<Evaluated> found;
    for (const int shorter : best.set) {
      for (const int longer : m_pool) {
        if (late()) return found;
        if (!is_promising(best, shorter, longer)) continue;
        for (const int query : m_problem.queries_of(shorter))
          m_problem.relate(query, longer);
        const IndexSet set = best.set.without(shorter).with(longer);
        const double limit = found ? found->total : noticeably_better(best);
        if (auto better = m_problem.evaluate_below(best, set, limit)) found = std::move(better);
      }
    }
    return found;
  }

  // Where both are chosen, the shorter one may be of no use. Else the longer one has to gain
  // something for the statements that it was thought of for.
  bool is_promising(const Evaluated& best, int shorter, int longer) const {
    const auto& oracle = m_problem.oracle();
    if (!stands_for(oracle.definition(longer), oracle.definition(shorter))) return false;
    if (best.set.contains(longer)) return true;
    const IndexSet both = best.set.with(longer);
    if (!m_problem.fits(both.without(shorter))) return false;
    const double saved = m_problem.upkeep(both) - m_problem.upkeep(both.without(shorter));
    return m_problem.optimistic(best, both) - saved < noticeably_better(best);
  }

  SelectionProblem& m_problem;
  const IndexSet& m_pool;
  std::chrono::steady_clock::time_point m_deadline;
};

}  // namespace

Evaluated improve_by_extensions(SelectionProblem& problem, const IndexSet& pool, Evaluated chosen,
                                std::chrono::steady_clock::time_point deadline) {
  return Extension(problem, pool, deadline).run(std::move(chosen));
}

}  // namespace selfopt::advisor
