#pragma once

#include "pg/session.hpp"

namespace selfopt::pg {

/// The text of scripts/database.sql.
extern const char* const k_database_sql;

/// Makes the schemas and tables that selfopt keeps, where they are missing.
/// \throws Error{refused} without the privilege; the message says what to grant
void ensure_schema(Session& session);

}  // namespace selfopt::pg
