#include "recommend/search.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "recommend/known_ways.hpp"

namespace selfopt::advisor {

using std::chrono::steady_clock;
using whatif::IndexSet;

namespace {

// Within 1 % of the best a set often is 0.5 % off. With what is known by then a tenth of the gap
// takes few more plans: on TPC-H none, and a third more CPU. So half as much time again goes to it.
constexpr double k_closer = 0.1;
constexpr steady_clock::duration k_least_time_closer = std::chrono::seconds(2);
// However late it is, what is known by now gives an answer.
constexpr steady_clock::duration k_least_time = std::chrono::milliseconds(500);
// Around a good set, the plan that goes best with it and the next best ones.
constexpr int k_rounds_around = 3;

// Three ways to get further share the time that is left.
steady_clock::time_point in_part(steady_clock::time_point deadline) {
  const auto now = steady_clock::now();
  return now + std::max(deadline - now, steady_clock::duration::zero()) / 3;
}

}  // namespace

Search::Search(SelectionProblem& problem, const IndexSet& pool)
    : m_problem(problem), m_pool(pool), m_exact(problem, pool) {
  try {
    m_exact.plant();
  } catch (const Error& error) {  // who asks to stop gets what is known by now
    if (error.kind() != ErrorKind::interrupted) throw;
  }
}

Certified Search::run(double gap, steady_clock::time_point deadline) {
  const Evaluated as_it_is = m_problem.evaluate(m_problem.oracle().now());
  const auto start = steady_clock::now();
  Certified answer{
      improve_by_known_ways(m_problem, as_it_is, std::max(deadline, start + k_least_time)), 0};
  note("known ways", answer);
  close_gap(answer, gap, deadline);
  if (!proven(answer, gap)) return answer;
  const auto now = steady_clock::now();
  const auto soon = std::min(deadline, now + std::max((now - start) / 2, k_least_time_closer));
  answer = m_exact.run(std::move(answer), gap * k_closer, soon);
  answer.chosen = improve_by_swaps(m_problem, m_pool, std::move(answer.chosen), deadline);
  note("the end", answer);
  // What was asked last may have been at odds with the bound.
  close_gap(answer, gap, deadline);
  return answer;
}

void Search::close_gap(Certified& answer, double gap, steady_clock::time_point deadline) {
  while (!proven(answer, gap) && steady_clock::now() < deadline) {
    const IndexSet before = answer.chosen.set;
    const double bound_before = answer.lower_bound;
    answer = m_exact.run(std::move(answer), gap, in_part(deadline));
    note("branch and check", answer);
    if (proven(answer, gap)) break;
    // Where there is much to look into, no proof is near, and a good set matters more.
    explore(answer.chosen, in_part(deadline));
    note("exploring", answer);
    answer.chosen =
        improve_by_swaps(m_problem, m_pool, std::move(answer.chosen), in_part(deadline));
    note("swaps", answer);
    if (answer.chosen.set == before && answer.lower_bound <= bound_before) break;
  }
}

// What goes well with the chosen set makes a better one, and so on.
void Search::explore(Evaluated& chosen, steady_clock::time_point deadline) {
  std::vector<int> queries(static_cast<std::size_t>(m_problem.oracle().query_count()));
  std::iota(queries.begin(), queries.end(), 0);
  IndexSet around;
  do {
    around = chosen.set;
    explore_around(m_problem.oracle(), queries, m_pool, around, k_rounds_around, deadline);
    chosen = improve_by_known_ways(m_problem, std::move(chosen), deadline);
  } while (chosen.set != around && steady_clock::now() < deadline);
}

void Search::note(const char* what, const Certified& answer) const {
  log::debug("{}: {:.6g}, at least {:.6g}, {} plans, {} at odds", what, answer.chosen.total,
             answer.lower_bound, m_problem.oracle().calls(), m_problem.oracle().contradictions());
}

}  // namespace selfopt::advisor
