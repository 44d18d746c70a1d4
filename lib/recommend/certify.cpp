#include "recommend/certify.hpp"

#include <algorithm>
#include <span>

#include <selfopt/log.hpp>

#include "recommend/known_ways.hpp"

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

namespace {

// A way taken less than this is rounding of the solver.
constexpr double k_taken = 1e-6;
// The relaxed bound is not worth more work when it has not grown by this share for some rounds.
constexpr double k_least_progress = 1e-4;
constexpr double k_good_progress = 1e-2;
constexpr int k_idle_rounds = 3;

IndexSet suggested(const RelaxedAnswer& relaxed, double share) {
  std::vector<int> members;
  for (std::size_t i = 0; i < relaxed.chosen.size(); ++i)
    if (relaxed.chosen[i] >= share) members.push_back(static_cast<int>(i));
  return IndexSet(members);
}

double ms_until(std::chrono::steady_clock::time_point deadline) {
  const std::chrono::duration<double, std::milli> left =
      deadline - std::chrono::steady_clock::now();
  return std::max(left.count(), 0.0);
}

}  // namespace

bool proven(const Certified& answer, double gap) {
  const Evaluated& chosen = answer.chosen;
  return answer.lower_bound >= chosen.total - gap * (chosen.total - chosen.upkeep);
}

double least_cost(const SelectionProblem& problem, const Certified& answer) {
  const double upkeep = problem.upkeep(answer.chosen.set.difference(answer.mending));
  return std::clamp(answer.lower_bound - upkeep, 0.0, answer.chosen.total - answer.chosen.upkeep);
}

BranchAndCheck::BranchAndCheck(SelectionProblem& problem, const IndexSet& pool)
    : m_problem(problem), m_pool(pool) {}

void BranchAndCheck::plant() {
  if (!m_trees.empty()) return;
  CostOracle& oracle = m_problem.oracle();
  std::vector<CostOracle::Question> roots;
  for (int query = 0; query < oracle.query_count(); ++query)
    roots.push_back({query, m_pool});
  oracle.ask(roots);
  for (int query = 0; query < oracle.query_count(); ++query) {
    auto& tree = m_trees.emplace_back();
    if (!oracle.is_genetic(query))
      tree.emplace(oracle, query, m_pool, m_problem.weight(query), m_problem.sizes_bytes());
  }
}

Certified BranchAndCheck::run(Certified state, double gap, Clock::time_point deadline) {
  plant();
  while (Clock::now() < deadline && !proven(state, gap)) {
    const auto soon = Clock::now() + (deadline - Clock::now()) / 4;
    const bool settled = tighten_relaxed(state, gap, soon);
    if (!proven(state, gap))
      state.chosen = improve_by_known_ways(m_problem, std::move(state.chosen), deadline);
    log::debug("branch and check: {:.6g} to {:.6g} after {} plans", state.lower_bound,
               state.chosen.total, m_problem.oracle().calls());
    if (settled && !proven(state, gap) && !solve_whole(state, gap, deadline)) break;
  }
  return state;
}

// Without the demand for whole indexes the program is solved in milliseconds; so whatever bound it
// leans on is looked into first and, when that moves the bound no longer, what is behind the sets
// that it half suggests. Returns whether there is nothing more to gain from it.
bool BranchAndCheck::tighten_relaxed(Certified& state, double gap, Clock::time_point deadline) {
  for (int idle = 0; idle < k_idle_rounds;) {
    if (Clock::now() >= deadline) return false;
    Master program = master();
    prune(program);
    const auto relaxed = solve_relaxed(program);
    forget_bound_at_odds(state);
    const double growth = relaxed.lower_bound / std::max(state.lower_bound, 1.0) - 1;
    state.lower_bound = std::max(state.lower_bound, relaxed.lower_bound);
    if (proven(state, gap) || !expand_taken(program, relaxed, deadline)) return true;
    idle = growth < k_least_progress ? idle + 1 : 0;
    if (growth > k_good_progress) continue;
    for (const double share : {0.9, 0.5, 0.1})
      expand_along(suggested(relaxed, share), deadline);
  }
  return true;
}

// Returns false if that settles the matter, or cannot.
bool BranchAndCheck::solve_whole(Certified& state, double gap, Clock::time_point deadline) {
  Master program = master();
  prune(program);
  const double worthwhile = gap / 4 * (state.chosen.total - state.chosen.upkeep);
  const double cutoff = state.chosen.total - worthwhile;
  // Half of the time left: the answer has to be looked into, too.
  const auto answer = solve(program, {ms_until(deadline) / 2, worthwhile / cutoff, cutoff});
  state.lower_bound = std::max(state.lower_bound, std::min(answer.lower_bound, cutoff));
  if (!answer.chosen || proven(state, gap)) return false;
  // With nothing left to look into, the planner is at odds with itself about this set.
  const bool learnt = expand_along(*answer.chosen, deadline);
  return improve(state, *answer.chosen) || learnt;
}

// A set that turned out cheaper than its bound makes the bounds built on it worthless.
void BranchAndCheck::forget_bound_at_odds(Certified& state) {
  const std::int64_t contradictions = m_problem.oracle().contradictions();
  if (contradictions != m_contradictions) state.lower_bound = 0;
  m_contradictions = contradictions;
}

Master BranchAndCheck::master() const {
  Master master = m_problem.empty_master();
  for (std::size_t query = 0; query < m_trees.size(); ++query)
    master.statements.push_back(m_trees[query] ? m_trees[query]->ways()
                                               : known_ways(m_problem, static_cast<int>(query)));
  return master;
}

bool BranchAndCheck::expand_taken(const Master& master, const RelaxedAnswer& relaxed,
                                  Clock::time_point deadline) {
  std::vector<Branch> branches;
  for (std::size_t query = 0; query < relaxed.taken.size(); ++query) {
    for (std::size_t way = 0; way < relaxed.taken[query].size(); ++way) {
      const int branch = master.statements[query][way].branch;
      if (branch >= 0 && relaxed.taken[query][way] >= k_taken) branches.push_back({query, branch});
    }
  }
  expand(branches, deadline);
  return !branches.empty();
}

bool BranchAndCheck::expand_along(const IndexSet& set, Clock::time_point deadline) {
  for (bool expanded = false;; expanded = true) {
    std::vector<Branch> branches;
    for (std::size_t query = 0; query < m_trees.size(); ++query)
      if (const int branch = m_trees[query] ? m_trees[query]->branch_of(set) : -1; branch >= 0)
        branches.push_back({query, branch});
    if (branches.empty() || Clock::now() >= deadline) return expanded;
    expand(branches, deadline);
  }
}

// In portions, so that a deadline is kept.
void BranchAndCheck::expand(const std::vector<Branch>& branches, Clock::time_point deadline) {
  const std::size_t portion = static_cast<std::size_t>(m_problem.oracle().connections()) * 16;
  for (std::size_t from = 0; from < branches.size() && Clock::now() < deadline; from += portion) {
    const auto part = std::span(branches).subspan(from, std::min(portion, branches.size() - from));
    std::vector<CostOracle::Question> questions;
    for (const Branch& branch : part)
      questions.push_back(m_trees[branch.query]->question(branch.number));
    m_problem.oracle().ask(questions);
    for (const Branch& branch : part)
      m_trees[branch.query]->expand(branch.number);
  }
}

bool BranchAndCheck::improve(Certified& state, const IndexSet& set) {
  auto better = m_problem.evaluate_below(state.chosen, set, state.chosen.total);
  if (!better) return false;
  state.chosen = std::move(*better);
  return true;
}

}  // namespace selfopt::advisor
