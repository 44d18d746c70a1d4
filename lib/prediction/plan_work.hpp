#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <selfopt/nouns/plan.hpp>

namespace selfopt::prediction {

/// Kinds of work that plans are made of. The planner's constants fit them unequally well on a given
/// machine, so each is counted by itself.
enum class Work {
  seq_scan,
  index_scan,
  index_only_scan,
  bitmap_scan,
  other_scan,  ///< of functions, values, CTEs, sub-selects, samples
  nested_loop,
  hash_join,  ///< with the making of its hash table
  merge_join,
  sort,
  aggregate,
  window,
  gather,  ///< with Gather Merge
  keep,    ///< Materialize, Memoize
  modify,  ///< INSERT, UPDATE, DELETE, MERGE
  other,
};
constexpr std::size_t k_work_kinds = static_cast<std::size_t>(Work::other) + 1;
std::string_view to_string(Work work);

/// What all nodes of one kind do, by the planner's estimate.
struct WorkOfKind {
  double cost = 0;  ///< planner units, without what lies below them, all repetitions together
  double rows = 0;  ///< given out, all repetitions together
};

/// What a plan is made of, by the planner's estimate: nothing that only running it tells.
struct PlanWork {
  std::array<WorkOfKind, k_work_kinds> kinds;
  double total_cost = 0;    ///< of the root
  double startup_cost = 0;  ///< before its first row
  double rows = 0;          ///< of the result
  double width = 0;         ///< bytes of a row of the result
  double nodes = 0;
  double depth = 0;           ///< nodes from the root to the deepest
  double repeats = 1;         ///< of the node that is run most often
  double repeated_cost = 0;   ///< of nodes that run more than once
  double subplan_cost = 0;    ///< of sub-selects that were not made joins
  double doubtful_cost = 0;   ///< of the other side of joins that may find nothing on one side
  double parallel_cost = 0;   ///< of what parallel workers share
  double workers = 0;         ///< processes that help
  double sorted_bytes = 0;    ///< rows times width of what is sorted
  double hashed_bytes = 0;    ///< of what goes into hash tables
  double scanned_tables = 0;  ///< scans of tables
  double largest_scan = 0;    ///< rows of the scan that gives most, all repetitions together
};

/// Adds up what \p plan does. A node's printed cost holds all below it, is for one repetition, and
/// supposes that it runs to its end. Here the inner side of a nested loop counts once for each
/// outer row, what stands below a LIMIT only as far as it is read, and each cost without those
/// below.
PlanWork work_of(const Plan& plan);

}  // namespace selfopt::prediction
