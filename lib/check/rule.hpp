#pragma once

#include <string_view>
#include <vector>

#include <selfopt/check.hpp>
#include <selfopt/nouns/features.hpp>

#include "check/schema.hpp"
#include "sql/habits.hpp"

namespace selfopt::checking {

/// All that a rule can see of one statement.
struct Sight {
  const CheckedStatement& statement;
  const Schema& schema;
  const Features& features;
  const sql::Habits& habits;
  CheckMode mode;
  double tolerance;
  const Observation* before;  ///< null if the baseline has none that can be compared
  const Observation& after;
  /// The statement can be planned, so that `after` has a plan.
  bool planned;
  /// A rule of the first kind has found it worse. Those are asked before the others.
  bool regressed = false;
  std::uint64_t seed = 1;  ///< of the resampling behind confidence intervals
};

/// One thing that can be wrong with a statement. Each has a file in check/rules/, a section in
/// man/selfopt-rules.7.md, and tests of a statement that breaks it and one that does not.
struct Rule {
  std::string_view code;
  std::string_view summary;
  void (*look)(const Sight& sight, std::vector<Finding>& findings);
};

/// Blocks from which on a table counts as big: reading it whole is then more than looking up a row.
constexpr std::int64_t k_big_table_blocks = 100;

// Rules that compare figures with the baseline's.
extern const Rule k_fails;
extern const Rule k_higher_cost;
extern const Rule k_more_blocks;
extern const Rule k_more_rows;
extern const Rule k_other_plan;
extern const Rule k_other_result;
extern const Rule k_predicted_slower;
extern const Rule k_slower;
extern const Rule k_spill;

// Rules that say what a plan or a statement has that makes it slow.
extern const Rule k_bad_estimate;
extern const Rule k_cast_on_column;
extern const Rule k_cross_join;
extern const Rule k_foreign_key;
extern const Rule k_function_on_column;
extern const Rule k_lost_index;
extern const Rule k_nested_loop;
extern const Rule k_no_prediction;
extern const Rule k_not_in_null;
extern const Rule k_offset_paging;
extern const Rule k_select_star;
extern const Rule k_seq_scan;
extern const Rule k_unsafe_ddl;

}  // namespace selfopt::checking
