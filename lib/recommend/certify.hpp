#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "recommend/configuration_tree.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// A set of indexes and how good any other can be.
struct Certified {
  Evaluated chosen;
  double lower_bound = 0;  ///< no set of the pool that keeps to the limits has a smaller total
  /// Of the chosen, those that do not pay, but keep a plan from going wrong.
  whatif::IndexSet mending{};
};

/// \returns whether the chosen set's cost is proven to be within this share of itself of the best.
/// What the indexes' upkeep adds is no part of the share.
bool proven(const Certified& answer, double gap);

/// \returns what no set of the pool brings the statements below, by what is proven of statements
/// and upkeep together: what another set may save of both, it may save of the statements alone.
/// Indexes that mend a plan need not pay.
double least_cost(const SelectionProblem& problem, const Certified& answer);

/// Finds the best set and proves how good it is, by branch and check: an integer program chooses
/// among the ways known so far, where bounds stand for what nobody has looked into; what it chooses
/// is looked into; and so on until the answer and its bound meet. What one budget has found out the
/// next one uses.
///
/// About statements whose joins the planner searches by chance nothing can be proven: the bound
/// takes the plans of them that are known for all there are.
class BranchAndCheck {
 public:
  BranchAndCheck(SelectionProblem& problem, const whatif::IndexSet& pool);

  /// Plans each statement with all that it could use, which every proof begins with and which makes
  /// good ways known. Done once.
  void plant();

  /// \param state    a good set, and a bound of an earlier run with the same limits, or 0
  /// \param gap      stop when the set is proven to be within this share of the optimum
  /// \param deadline of the work; the bound is then what has been proven so far
  Certified run(Certified state, double gap, std::chrono::steady_clock::time_point deadline);

 private:
  using Clock = std::chrono::steady_clock;

  struct Branch {
    std::size_t query;
    int number;
  };

  Master master() const;
  void expand(const std::vector<Branch>& branches, Clock::time_point deadline);
  bool expand_taken(const Master& master, const RelaxedAnswer& relaxed, Clock::time_point deadline);
  bool expand_along(const whatif::IndexSet& set, Clock::time_point deadline);
  bool tighten_relaxed(Certified& state, double gap, Clock::time_point deadline);
  bool solve_whole(Certified& state, double gap, Clock::time_point deadline);
  void forget_bound_at_odds(Certified& state);
  bool improve(Certified& state, const whatif::IndexSet& set);

  SelectionProblem& m_problem;
  whatif::IndexSet m_pool;
  std::vector<std::optional<ConfigurationTree>>
      m_trees;                        // of each statement that is not searched by chance
  std::int64_t m_contradictions = 0;  // those that the bound takes into account
};

}  // namespace selfopt::advisor
