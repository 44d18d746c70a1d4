#pragma once

#include <cstdint>
#include <vector>

#include <selfopt/nouns/standing.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// \returns the latest loads, at most \p limit; none without the table
std::vector<PastLoad> past_loads(Session& session, std::int64_t limit);

}  // namespace selfopt::pg
