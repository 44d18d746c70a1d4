#pragma once

#include <selfopt/nouns/catalog.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// Reads which columns the tables and views of the connected database have, those of the system's
/// schemas too, and the search path; nothing else of the Catalog is set.
Catalog read_column_names(Session& session);

}  // namespace selfopt::pg
