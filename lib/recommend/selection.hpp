#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "recommend/master.hpp"
#include "recommend/upkeep.hpp"
#include "whatif/cost_oracle.hpp"
#include "whatif/index_set.hpp"

namespace selfopt::advisor {

/// How large a set of indexes may be. What exists counts against neither; the space of an existing
/// index that a set lacks is free for others.
struct SelectionLimits {
  std::optional<std::int64_t> budget_bytes;  ///< no limit if absent
  std::optional<std::int64_t> max_indexes;   ///< no limit if absent
};

/// A set of indexes with what the workload costs under it.
struct Evaluated {
  whatif::IndexSet set;
  std::vector<double> costs;  ///< of each statement, weighted
  double upkeep = 0;          ///< of the indexes
  double total = 0;           ///< the costs and the upkeep: what is to be made small
};

/// Differences below this share of the cost are rounding of the planner, not progress.
constexpr double k_planner_rounding = 1e-6;

/// \returns what another set has to cost less than to be better than \p best
inline double noticeably_better(const Evaluated& best) {
  return best.total * (1 - k_planner_rounding);
}

/// Which indexes to choose: the statements with their weights, the candidates with their sizes and
/// upkeep, and the limits. Costs come from the oracle.
class SelectionProblem {
 public:
  /// \param weights    one a query of the oracle: how often it runs
  /// \param size_bytes one a candidate of the oracle
  /// \param upkeep     of the candidates of the oracle: what having them costs
  SelectionProblem(whatif::CostOracle& oracle, std::vector<double> weights,
                   std::vector<std::int64_t> size_bytes, Upkeep upkeep, SelectionLimits limits);

  /// Asks the planner, over all connections, for what is not known about \p set.
  Evaluated evaluate(const whatif::IndexSet& set);

  /// Evaluates \p set if it can cost less than \p limit; asks no more than is needed to know.
  /// \param near an evaluated set that differs little from \p set
  /// \returns nullopt if it costs \p limit or more
  std::optional<Evaluated> evaluate_below(const Evaluated& near, const whatif::IndexSet& set,
                                          double limit);

  /// \returns the least that \p set can cost by what is known, without asking
  double optimistic(const Evaluated& near, const whatif::IndexSet& set) const;

  std::int64_t size_bytes(int candidate) const {
    return m_size_bytes[static_cast<std::size_t>(candidate)];
  }
  std::int64_t size_bytes(const whatif::IndexSet& indexes) const;
  const std::vector<std::int64_t>& sizes_bytes() const { return m_size_bytes; }
  double upkeep(const whatif::IndexSet& indexes) const { return m_upkeep.of(indexes); }
  /// \returns how many of \p indexes do not exist
  std::int64_t new_indexes(const whatif::IndexSet& indexes) const;
  /// \returns what those of \p indexes are that do not exist
  std::vector<IndexDefinition> new_definitions(const whatif::IndexSet& indexes) const;
  /// \returns the budget for a whole set, with what exists
  std::optional<std::int64_t> space_bytes() const;
  /// \returns the choice as an integer program, with the limits and without statements
  Master empty_master() const;
  /// \returns whether \p indexes keep to the limits
  bool fits(const whatif::IndexSet& indexes) const;
  const SelectionLimits& limits() const { return m_limits; }
  /// Forgets the best set, which may not keep to the new limits.
  void set_limits(const SelectionLimits& limits);
  /// \returns the best set that was evaluated and keeps to the limits
  const std::optional<Evaluated>& best() const { return m_best; }

  whatif::CostOracle& oracle() const { return m_oracle; }
  double weight(int query) const { return m_weights[static_cast<std::size_t>(query)]; }
  /// \returns the queries that \p candidate can matter to
  const std::vector<int>& queries_of(int candidate) const {
    return m_queries_of[static_cast<std::size_t>(candidate)];
  }
  /// Says that \p candidate can matter to \p query, too.
  void relate(int query, int candidate);

 private:
  const Evaluated& remember(const Evaluated& evaluated);
  std::vector<int> affected(const whatif::IndexSet& a, const whatif::IndexSet& b) const;

  whatif::CostOracle& m_oracle;
  std::vector<double> m_weights;
  std::vector<std::int64_t> m_size_bytes;
  Upkeep m_upkeep;
  SelectionLimits m_limits;
  std::vector<std::vector<int>> m_queries_of;
  std::optional<Evaluated> m_best;
};

/// Finds the candidates that the planner wants at all: it is offered everything, what it uses is
/// noted and forbidden, and it is asked again, \p rounds times for each query. When \p deadline
/// passes it is asked once for each, when \p last_call passes or the user asks to stop, what was
/// found so far has to do.
/// \returns one set a round; the first are those it wants most
std::vector<whatif::IndexSet> wanted_candidates(
    whatif::CostOracle& oracle, std::size_t rounds, std::chrono::steady_clock::time_point deadline,
    std::chrono::steady_clock::time_point last_call = std::chrono::steady_clock::time_point::max());

/// Improves \p chosen by exchanging one index for one of \p pool, dropping what does not pay and
/// adding what fits, until nothing helps or \p deadline passes.
Evaluated improve_by_swaps(SelectionProblem& problem, const whatif::IndexSet& pool,
                           Evaluated chosen, std::chrono::steady_clock::time_point deadline);

/// Adds, where the limits allow it, an index for each statement that the chosen ones tempt into a
/// plan which may be slower than before: one that probes an index without all it has to check. Of
/// the indexes that mend the plan and make it cheaper the cheapest plan is taken.
whatif::IndexSet mend_wasteful_probes(SelectionProblem& problem, const whatif::IndexSet& pool,
                                      whatif::IndexSet chosen);

/// Improves \p chosen by exchanging an index for one of \p pool that begins with the same keys and
/// carries as much. The search counts an index for the statements that it was thought of for; here
/// it also counts for those of the index in whose place it comes.
Evaluated improve_by_extensions(SelectionProblem& problem, const whatif::IndexSet& pool,
                                Evaluated chosen, std::chrono::steady_clock::time_point deadline);

}  // namespace selfopt::advisor
