#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/standing.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// \returns what watch advises now, the most helpful first; none without the table
std::vector<StandingAdvice> stored_advice(Session& session);

/// What is known of the loop that looks after a database.
struct StoredStatus {
  bool running = false;  ///< a watch holds its lock
  std::string document;  ///< schema selfopt.status/1; empty if there never was one
  std::string updated_at;
  std::string last_change;  ///< when apply or watch last changed something; may be empty
  std::int64_t recommendations = 0;
};
StoredStatus stored_status(Session& session);

}  // namespace selfopt::pg
