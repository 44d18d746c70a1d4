#include "recommend/search.hpp"

#include <algorithm>

#include <selfopt/log.hpp>

namespace selfopt::advisor {

using std::chrono::steady_clock;
using whatif::IndexSet;

namespace {

// Within 1 % of the best a set often is 0.5 % off. With what is known by then a tenth of the gap
// takes few more plans: on TPC-H none, and a third more CPU. So as much time again is spent on it.
constexpr double k_closer = 0.1;
constexpr steady_clock::duration k_least_time_closer = std::chrono::seconds(2);

}  // namespace

Search::Search(SelectionProblem& problem, const IndexSet& pool)
    : m_problem(problem), m_pool(pool), m_exact(problem, pool) {}

Certified Search::run(double gap, steady_clock::time_point deadline) {
  const Evaluated none = m_problem.evaluate({});
  const auto start = steady_clock::now();
  const auto half = start + (deadline - start) / 2;
  Certified answer = m_exact.run({none, 0}, gap, half);
  if (proven(answer, gap)) {
    const auto now = steady_clock::now();
    const auto soon = std::min(half, now + std::max(now - start, k_least_time_closer));
    answer = m_exact.run(std::move(answer), gap * k_closer, soon);
  }
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
