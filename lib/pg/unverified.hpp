#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pg/session.hpp"

/// What was measured before a change, kept until it is compared with what is measured after it: a
/// run that is stopped or killed in between leaves it to the next.
namespace selfopt::pg {

/// A statement as it was before a change.
struct StatementBefore {
  std::string query_hash;
  std::string sql;                                 ///< as it was planned or run
  std::vector<std::optional<std::string>> values;  ///< bound to the parameters that sql has
  double calls = 1;
  bool guessed = false;             ///< its values are not those of the workload
  std::vector<std::string> tables;  ///< that it reads
  std::string statistics;           ///< of these tables: statistics_of
  std::string plan_hash;
  std::vector<std::string> used_indexes;
  std::vector<double> samples;  ///< milliseconds, or one cost

  bool operator==(const StatementBefore&) const = default;
};

/// What a change is to be judged by.
struct Unverified {
  std::string method;     ///< "plan", "replay" or "observe"
  bool too_late = false;  ///< it was made more than a day ago: too much else may have changed
  std::vector<StatementBefore> statements;
};

/// Remembers what a change is to be judged by, and marks it as awaiting its verdict; without
/// statements does nothing.
void store_before(Session& session, std::int64_t action, const Unverified& judged_by);

/// The change has its verdict, or needs none.
void forget_before(Session& session, std::int64_t action);

/// \returns what changes that were made, but have no verdict, are to be judged by, by the action's
///          number
std::map<std::int64_t, Unverified> read_unverified(Session& session);

/// \returns whether an action was begun and not ended, or made and not verified
bool has_unfinished(Session& session);

}  // namespace selfopt::pg
