#pragma once

#include "pg/session.hpp"

namespace selfopt::pg {

/// The text of scripts/database.sql.
extern const char* const k_database_sql;
/// The number at its end.
constexpr int k_schema_version = 2;

/// Makes the schemas and tables that selfopt keeps, where they are missing, and brings those up to
/// date that an earlier version made.
/// \throws Error{refused} without the privilege; the message says what to grant
void ensure_schema(Session& session);

}  // namespace selfopt::pg
