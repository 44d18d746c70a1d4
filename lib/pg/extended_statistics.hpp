#pragma once

#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"

/// What ANALYZE found out of several columns together, carried from one database to another. The
/// server has no way to take it in; a superuser may let it believe that bytes are such statistics.
namespace selfopt::pg {

struct ExtendedStatisticsCopy {
  /// A row of pg_stats_ext as text: name, inherited, distinct counts and dependencies as bytes.
  std::vector<std::vector<std::optional<std::string>>> rows;
  /// For people: which have lists of common values, which only superusers could read.
  std::vector<std::string> unread;
};

ExtendedStatisticsCopy read_extended_statistics(Session& session);

/// Writes \p copy where the same statistics were created. Needs a superuser.
void write_extended_statistics(const Database& database, const ExtendedStatisticsCopy& copy);

}  // namespace selfopt::pg
