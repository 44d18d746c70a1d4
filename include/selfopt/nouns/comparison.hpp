#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt {

/// How a statement's time changed between two replays.
enum class Verdict {
  slower,     ///< more than 1.2 times and 1 ms slower, and the interval excludes 1
  broken,     ///< ran before, fails now
  faster,     ///< more than 1.2 times faster, and the interval excludes 1
  repaired,   ///< failed before, runs now
  unchanged,  ///< everything else that ran twice
  failed,     ///< fails in both
  added,      ///< not in the earlier replay
};
std::string_view to_string(Verdict verdict);

/// One statement in two replays. Times are medians of the runs, in milliseconds; absent where it
/// did not run.
struct QueryComparison {
  std::string query_hash;
  std::string name;  ///< may be empty
  std::string sql;
  std::int64_t calls = 1;  ///< of the later replay
  std::optional<double> before_ms;
  std::optional<double> after_ms;
  std::optional<double> ratio;       ///< before / after: above 1 is faster
  std::optional<double> ratio_low;   ///< 95 % confidence interval of the ratio; absent with fewer
  std::optional<double> ratio_high;  ///< than three runs on a side
  std::optional<bool> same_plan;     ///< whether plan_hash is the same; absent if not known
  Verdict verdict = Verdict::unchanged;
  std::string error;  ///< why it does not run now; empty if it does
};

/// What statements that ran in both replays take together.
struct ComparisonTotal {
  double before_ms = 0;
  double after_ms = 0;
  /// \returns before / after; 1 if there is nothing to compare
  double ratio() const { return after_ms > 0 ? before_ms / after_ms : 1; }
};

/// Two replays of a workload, statement by statement.
struct Comparison {
  std::vector<QueryComparison> queries;  ///< what got worse first, then by time saved, most first
  ComparisonTotal by_calls;              ///< each median times its calls
  ComparisonTotal once;                  ///< each median once
  std::int64_t missing = 0;              ///< statements of the earlier replay that are not in this

  std::int64_t count(Verdict verdict) const;
};

}  // namespace selfopt
