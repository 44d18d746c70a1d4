#pragma once

#include "pg/session.hpp"
#include "pg/wire.hpp"

/// Whether a database belongs to a Citus cluster, asked in one way everywhere.
namespace selfopt::pg {

bool is_in_cluster(Session& session);
bool is_in_cluster(Wire& wire);

}  // namespace selfopt::pg
