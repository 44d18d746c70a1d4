#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>
#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

namespace selfopt {

/// A change that selfopt watch advises, cycle after cycle: a row of selfopt.recommendations.
struct StandingAdvice {
  Recommendation advice;      ///< what was stored of it: enough to apply it
  std::string first_advised;  ///< ISO 8601
  std::string last_advised;
  std::int64_t times = 0;  ///< cycles in a row
};

/// Rows of a load that were rejected for one reason. What they held is not among it: that may be
/// personal.
struct RejectReason {
  std::string reason;
  std::string column;  ///< may be empty
  std::int64_t rows = 0;
  std::int64_t first_line = 0;
};

/// A file that was loaded: a row of selfopt.loads.
struct PastLoad {
  std::int64_t id = 0;
  std::string loaded_at;  ///< ISO 8601
  std::string file;
  std::string table;
  bool loaded = true;  ///< false: nothing was stored, too many rows were rejected
  std::int64_t rows_read = 0;
  std::int64_t rows_loaded = 0;
  std::int64_t rows_rejected = 0;
  std::int64_t bytes = 0;
  double seconds = 0;
  std::vector<RejectReason> rejects;  ///< the most frequent first, a few at most
};

/// How a database stands, besides how its statements ran.
struct Standing {
  std::vector<StandingAdvice> advice;  ///< the most helpful first
  std::vector<Action> actions;         ///< the latest first
  std::vector<Index> indexes;          ///< the largest first
  UsageEvidence usage;                 ///< for how long scans of indexes have been counted
  std::vector<PastLoad> loads;         ///< the latest first
};

/// \returns what is to be thought of an index: "invalid", "advised to be dropped", "unused for 40
///          days", "not used yet" (its scans have not been counted for long), "needed for a
///          constraint", "used", "being built"
std::string index_verdict(const Index& index, const UsageEvidence& usage,
                          const std::vector<StandingAdvice>& advice);

/// \returns whether somebody should do something about an index with that verdict
bool is_bad_verdict(const std::string& verdict);

}  // namespace selfopt
