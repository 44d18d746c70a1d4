#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/load_ledger.hpp"
#include "pg/session.hpp"

namespace selfopt::pg {

/// Rows of a load that were rejected for one reason. What they held is not among it: that may be
/// personal.
struct RejectReason {
  std::string reason;
  std::string column;  ///< may be empty
  std::int64_t rows = 0;
  std::int64_t first_line = 0;
};

/// A row of selfopt.loads.
struct PastLoad {
  std::int64_t id = 0;
  std::string loaded_at;              ///< ISO 8601
  LoadRecord record;                  ///< without content_hash and options_json
  std::vector<RejectReason> rejects;  ///< the most frequent first, a few at most
};
/// \returns the latest loads, at most \p limit; none without the table
std::vector<PastLoad> past_loads(Session& session, std::int64_t limit);

}  // namespace selfopt::pg
