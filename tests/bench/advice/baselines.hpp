#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "counted_oracle.hpp"
#include "setting.hpp"

namespace selfopt::bench {

/// One run of one method.
struct Task {
  const Setting& setting;
  CountedOracle& oracle;
  std::int64_t budget_bytes;
  std::chrono::steady_clock::time_point deadline;
  std::uint64_t seed = 1;
  bool finished = true;  ///< cleared by a method that the deadline stopped
  bool answered = true;  ///< cleared if it had no set within the budget by then

  /// \returns whether the deadline has passed; notes that
  bool late() {
    if (std::chrono::steady_clock::now() >= deadline) finished = false;
    return !finished;
  }
  bool fits(const whatif::IndexSet& set) const { return setting.size(set) <= budget_bytes; }
};

/// All candidates of one column.
std::vector<int> single_columns(const Setting& setting);

/// For each statement the candidates that its plan uses when all of its own are offered.
std::vector<whatif::IndexSet> utilised(Task& task);

/// The candidate that stands for both: the first's columns, then the second's other ones, cut off
/// where candidates end. nullopt if they are of different tables or there is no such candidate.
std::optional<int> merged(const Setting& setting, int first, int second);

/// Adds to \p set the candidate that makes \p cost least, until none fits or makes it less.
/// \param cost to be made small, of a set
whatif::IndexSet add_cheapest(Task& task, whatif::IndexSet set, const std::vector<int>& candidates,
                              const std::function<double(const whatif::IndexSet&)>& cost);

/// Extend: the step with the best ratio of benefit to size, which is a new index of one column or
/// one more column for a chosen index, until none fits or gains 0.3 %. Schlosser, Kossmann,
/// Boissier, "Efficient Scalable Multi-attribute Index Selection Using Recursive Strategies", ICDE
/// 2019.
whatif::IndexSet extend(Task& task);

/// DTA as an anytime algorithm: from each index that some plan uses (and the mergers of two) as a
/// seed, the cheapest next index until none fits or helps. Chaudhuri, Narasayya, "Anytime Algorithm
/// of Database Tuning Advisor for Microsoft SQL Server", 2020, as described by Kossmann et al.,
/// "Magic mirror in my hand, which is the best in the land?", VLDB 2020.
whatif::IndexSet dta(Task& task);

/// DB2 Advisor: each statement is planned once with everything; a plan's saving counts for every
/// index it uses; by ratio of that to size into the budget; then random exchanges. Valentin et al.,
/// "DB2 Advisor: An Optimizer Smart Enough to Recommend Its Own Indexes", ICDE 2000.
whatif::IndexSet db2advis(Task& task);

/// AutoAdmin: the best indexes of each statement, then of all, width by width; the best pair by
/// trying all, then one by one. Chaudhuri, Narasayya, "An Efficient Cost-Driven Index Selection
/// Tool for Microsoft SQL Server", VLDB 1997. Published with a number of indexes as the limit: here
/// what does not fit the budget is left out of both enumerations.
whatif::IndexSet autoadmin(Task& task);

/// Drop: from all indexes of one column, take out the one whose loss hurts least until the rest
/// fits. Whang, "Index Selection in Relational Databases", FODO 1985, with the budget in the place
/// of the number of indexes.
whatif::IndexSet drop(Task& task);

/// Relaxation: from the indexes that plans use, the change (split, merge, shorten, remove) with the
/// least loss per byte saved until the rest fits. Bruno, Chaudhuri, "Automatic Physical Database
/// Tuning: A Relaxation-based Approach", SIGMOD 2005.
whatif::IndexSet relaxation(Task& task);

/// Dexter's rule (github.com/ankane/dexter): a statement is planned with no, all single and all
/// two-column indexes; what the plan uses is suggested if the cost halves, of several the best
/// alone. It knows no budget: here the suggestions that save most are taken while they fit.
whatif::IndexSet dexter(Task& task);

/// postgres-mcp's rule (github.com/crystaldba/postgres-mcp, its "DTA"): greedy by log cost + 2 log
/// space, steps that gain 10 % or more only.
whatif::IndexSet postgres_mcp(Task& task);

struct Baseline {
  std::string name;
  whatif::IndexSet (*choose)(Task&);
};
std::vector<Baseline> baselines();

}  // namespace selfopt::bench
