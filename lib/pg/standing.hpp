#pragma once

#include <cstdint>

#include <selfopt/nouns/standing.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// What is advised, was changed, is there and was loaded, as the catalog and selfopt's tables tell.
/// \param most_loads the latest so many
Standing read_standing(Session& session, std::int64_t most_loads);

}  // namespace selfopt::pg
