#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "whatif/cost_oracle.hpp"
#include "whatif/index_set.hpp"

namespace selfopt::advisor {

/// Which indexes to choose: the statements with their weights, the candidates with their sizes, and
/// the limits. Costs come from the oracle.
class SelectionProblem {
 public:
  /// \param weights      one a query of the oracle: how often it runs
  /// \param size_bytes   one a candidate of the oracle
  /// \param budget_bytes no limit if absent
  /// \param max_indexes  no limit if absent
  SelectionProblem(whatif::CostOracle& oracle, std::vector<double> weights,
                   std::vector<std::int64_t> size_bytes, std::optional<std::int64_t> budget_bytes,
                   std::optional<std::int64_t> max_indexes);

  /// \returns the weighted cost of the whole workload under \p indexes
  double cost(const whatif::IndexSet& indexes);
  /// \returns how much cheaper the workload gets when \p candidate joins \p indexes; below 0 if
  /// dearer
  double gain(const whatif::IndexSet& indexes, int candidate);

  std::int64_t size_bytes(int candidate) const {
    return m_size_bytes[static_cast<std::size_t>(candidate)];
  }
  std::int64_t size_bytes(const whatif::IndexSet& indexes) const;
  /// \returns whether \p indexes keep to the budget and the number of indexes
  bool fits(const whatif::IndexSet& indexes) const;

  whatif::CostOracle& oracle() { return m_oracle; }
  double weight(int query) const { return m_weights[static_cast<std::size_t>(query)]; }
  /// \returns the queries that \p candidate can matter to
  const std::vector<int>& queries_of(int candidate) const {
    return m_queries_of[static_cast<std::size_t>(candidate)];
  }

 private:
  whatif::CostOracle& m_oracle;
  std::vector<double> m_weights;
  std::vector<std::int64_t> m_size_bytes;
  std::optional<std::int64_t> m_budget_bytes;
  std::optional<std::int64_t> m_max_indexes;
  std::vector<std::vector<int>> m_queries_of;
};

/// Keeps the candidates that the planner wants at all: it is offered everything, what it uses is
/// noted and forbidden, and it is asked again, \p rounds times for each query.
whatif::IndexSet wanted_candidates(whatif::CostOracle& oracle, int rounds);

enum class GreedyOrder { gain, gain_per_byte };

/// Adds the candidate of \p pool with the greatest gain (or gain per byte) until none fits or
/// helps. Lazy: a candidate's last known gain bounds its next one, so few are evaluated again (the
/// CELF rule of Leskovec et al., KDD 2007; exact where gains shrink as the set grows).
whatif::IndexSet select_greedily(SelectionProblem& problem, const whatif::IndexSet& pool,
                                 GreedyOrder order);

/// Whether a search for swaps may also make the set larger.
enum class Growth { allowed, forbidden };

/// Improves \p chosen by exchanging one index for one of \p pool, dropping what does not pay and,
/// if allowed, adding what fits, until nothing helps or \p deadline passes.
whatif::IndexSet improve_by_swaps(SelectionProblem& problem, const whatif::IndexSet& pool,
                                  whatif::IndexSet chosen, Growth growth,
                                  std::chrono::steady_clock::time_point deadline);

/// Adds, where the limits allow it, an index for each statement that the chosen ones tempt into a
/// plan which may be slower than before: one that probes an index without all it has to check. Of
/// the indexes that mend the plan and make it cheaper the cheapest plan is taken.
whatif::IndexSet mend_wasteful_probes(SelectionProblem& problem, const whatif::IndexSet& pool,
                                      whatif::IndexSet chosen);

}  // namespace selfopt::advisor
