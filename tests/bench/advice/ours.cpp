#include "ours.hpp"

#include <chrono>

namespace selfopt::bench {

using whatif::CostOracle;
using whatif::IndexSet;

namespace {

// As CandidatePool narrows them: what the planner wants in four rounds, and its prefixes.
IndexSet narrowed(CostOracle& oracle, const Setting& setting) {
  constexpr std::size_t k_rounds = 4;
  const auto whenever = std::chrono::steady_clock::time_point::max();
  IndexSet pool;
  for (const IndexSet& wanted : advisor::wanted_candidates(oracle, k_rounds, whenever))
    pool = pool.united(wanted);
  for (const int candidate : IndexSet(pool)) {
    auto prefix = setting.keys(candidate);
    for (prefix.pop_back(); !prefix.empty(); prefix.pop_back())
      if (const auto shorter = setting.find(setting.table(candidate), prefix))
        pool = pool.with(*shorter);
  }
  return pool;
}

std::vector<double> calls_of(const Setting& setting) {
  std::vector<double> calls;
  for (const Statement& statement : setting.statements)
    calls.push_back(statement.calls);
  return calls;
}

}  // namespace

Ours::Ours(const Setting& setting, int connections)
    : m_oracle(make_oracle(setting, connections)),
      m_clock(*m_oracle),
      m_pool(narrowed(*m_oracle, setting)),
      m_problem(*m_oracle, calls_of(setting), setting.size_bytes, {}, {}),
      m_search(m_problem, m_pool) {}

advisor::Certified Ours::choose(std::int64_t budget_bytes, double gap, double seconds) {
  m_problem.set_limits({budget_bytes, std::nullopt});
  const auto time = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(seconds));
  return m_search.run(gap, std::chrono::steady_clock::now() + time);
}

}  // namespace selfopt::bench
