#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace selfopt {

/// What became of one index that a statement could use.
struct ConsideredIndex {
  std::string index;  ///< "ON table USING method (keys) ..."
  std::int64_t size_bytes = 0;
  double cost_alone = 0;   ///< of the statement with this index and no other new one
  double cost_beside = 0;  ///< of the statement with this index and the advised ones
  bool advised = false;
  bool used = false;    ///< by the statement's plan with the advised indexes
  std::string verdict;  ///< why it is advised, or why not
};

/// Why a statement gets the indexes that it gets, and not others. Costs are planner units, one
/// call.
struct QueryExplanation {
  std::string query_hash;
  std::string sql;
  std::int64_t calls = 0;
  double cost_before = 0;
  double cost_after = 0;                    ///< with the advised indexes
  double cost_least = 0;                    ///< with every candidate at once
  std::vector<std::string> plan_before;     ///< as a tree, a line a node; empty if not known
  std::vector<std::string> plan_after;      ///< with the advised indexes
  std::vector<ConsideredIndex> considered;  ///< the most helpful for the statement alone first
};

}  // namespace selfopt
