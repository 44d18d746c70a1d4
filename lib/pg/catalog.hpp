#pragma once

#include <selfopt/nouns/catalog.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Reads the tables, columns, statistics and indexes of the connected database that are not the
/// system's or selfopt's own. Columns whose statistics the user may not see have has_statistics
/// false.
Catalog read_catalog(Session& session);

}  // namespace selfopt::pg
