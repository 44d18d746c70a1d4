#pragma once

#include <vector>

#include "recommend/master.hpp"
#include "whatif/cost_oracle.hpp"
#include "whatif/index_set.hpp"

namespace selfopt::advisor {

/// All ways to run one statement under any set of indexes, as far as they have been looked into.
///
/// The root offers the planner every index: its cost bounds all others, its plan uses some indexes
/// U. Whoever lacks one of them lacks a first one, in a fixed order: child k has the first k-1 of U
/// and forbids the k-th, so the children share out all remaining sets without overlap (Lawler's
/// partition). A child is looked into by offering the planner what it does not forbid; until then
/// its cost is only bounded.
class ConfigurationTree {
 public:
  /// \param universe   the indexes to choose from
  /// \param weight     of the statement; all costs are multiplied by it
  /// \param size_bytes of each index: children forbid the largest first
  ConfigurationTree(whatif::CostOracle& oracle, int query, const whatif::IndexSet& universe,
                    double weight, const std::vector<std::int64_t>& size_bytes);

  /// \returns the ways known exactly, and a bound (with its `branch`) for each child not looked
  ///          into
  std::vector<Access> ways() const;

  /// \returns what has to be asked to look into \p branch
  whatif::CostOracle::Question question(int branch) const;
  /// Looks into \p branch; asks the planner unless its question was asked before.
  void expand(int branch);

  /// \returns the branch, not looked into yet, that holds \p set; -1 if the way of \p set is known
  int branch_of(const whatif::IndexSet& set) const;

 private:
  struct Node {
    whatif::IndexSet forced;
    whatif::IndexSet forbidden;
    whatif::PlannedCost planned;
    std::vector<int> order;     // used and not forced: what children forbid, one each
    std::vector<int> children;  // a branch for each of `order`
  };
  struct Branch {
    int parent = 0;
    std::size_t place = 0;  // in the parent's order
    int node = -1;          // -1: not looked into
  };

  void add_node(whatif::IndexSet forced, whatif::IndexSet forbidden);
  whatif::IndexSet forbidden_by(const Branch& branch) const;
  whatif::IndexSet forced_by(const Branch& branch) const;
  double bound(const Branch& branch) const;

  whatif::CostOracle& m_oracle;
  int m_query;
  whatif::IndexSet m_universe;
  double m_weight;
  const std::vector<std::int64_t>& m_size_bytes;
  std::vector<Node> m_nodes;
  std::vector<Branch> m_branches;
};

}  // namespace selfopt::advisor
