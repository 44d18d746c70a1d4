#pragma once

#include <optional>

#include <selfopt/nouns/performance.hpp>

#include "pg/session.hpp"

namespace selfopt {

/// \returns how the database stands: what was changed and loaded in the period of \p performance,
///          all else as it is now. Nothing, and a warning, if that may not be read
std::optional<Standing> standing_of(pg::Session& session, const Performance& performance);

}  // namespace selfopt
