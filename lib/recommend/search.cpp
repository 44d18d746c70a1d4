#include "recommend/search.hpp"

#include <selfopt/log.hpp>

namespace selfopt::advisor {

using std::chrono::steady_clock;
using whatif::IndexSet;

Search::Search(SelectionProblem& problem, const IndexSet& pool)
    : m_problem(problem), m_pool(pool), m_exact(problem, pool) {}

Certified Search::run(double gap, steady_clock::time_point deadline) {
  const Evaluated none = m_problem.evaluate({});
  const auto half = steady_clock::now() + (deadline - steady_clock::now()) / 2;
  Certified answer = m_exact.run(none, gap, half);
  log::debug("branch and check: {:.6g} of {:.6g}, at least {:.6g}, {} plans", answer.chosen.total,
             none.total, answer.lower_bound, m_problem.oracle().calls());
  if (!proven(answer, gap)) add_greedy(answer, none, deadline);
  answer.chosen = improve_by_swaps(m_problem, m_pool, std::move(answer.chosen), deadline);
  log::debug("after swaps: {:.6g}, at least {:.6g}, {} plans", answer.chosen.total,
             answer.lower_bound, m_problem.oracle().calls());
  return answer;
}

// Two orders, since either alone is far off at some budget.
void Search::add_greedy(Certified& answer, const Evaluated& none,
                        steady_clock::time_point deadline) {
  for (const auto order : {GreedyOrder::gain_per_byte, GreedyOrder::gain}) {
    Evaluated greedy = select_greedily(m_problem, m_pool, none, order, deadline);
    log::debug("greedy: {:.6g}, {} plans", greedy.total, m_problem.oracle().calls());
    if (greedy.total < answer.chosen.total) answer.chosen = std::move(greedy);
  }
}

}  // namespace selfopt::advisor
