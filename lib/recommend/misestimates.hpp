#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/plan.hpp>

namespace selfopt::advisor {

/// Several columns of one table whose values go together, as a plan that was run shows: the planner
/// expected another number of rows by far.
struct Misestimate {
  const Table* table = nullptr;
  std::vector<std::string> columns;     ///< quoted where needed, sorted; two or more
  bool grouped = false;                 ///< the number of groups; else of rows found
  bool equalities = false;              ///< all conditions are equalities
  std::vector<std::string> conditions;  ///< one a column or more, as EXPLAIN printed them
  std::string alias;                    ///< what the conditions call the table
  double expected = 0;
  double actual = 0;

  /// \returns how many times too many or too few, at least 1
  double factor() const;
};

/// Finds where \p plan, with actual rows, was off by a factor of ten or more, and by at least 100
/// rows, on conditions or groups of two or more columns of one table of \p catalog. Conditions that
/// compare with other relations, hold parameters or expressions, or stand under OR are left out.
std::vector<Misestimate> find_misestimates(const Plan& plan, const Catalog& catalog);

}  // namespace selfopt::advisor
