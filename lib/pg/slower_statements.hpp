#pragma once

#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// A statement that has become slower.
struct SlowerStatement {
  std::string query_hash;
  std::string query;    ///< its normalised text, the first 300 characters
  double mean_ms = 0;   ///< of a call in the last two snapshots, of both the smaller mean
  double usual_ms = 0;  ///< the median of the snapshots before
};

/// Looks at the statements of the last snapshot of this database. One has become slower if in its
/// last two snapshots a call took on average more than twice as long as usual, one and a half times
/// as long as in any of the up to fifty before (six at least), and at least 10 ms and, all calls
/// together, a second more. What stays slow is thus found once, not in every snapshot.
/// \returns at most twenty, those that cost most first
std::vector<SlowerStatement> find_slower_statements(Session& session);

}  // namespace selfopt::pg
