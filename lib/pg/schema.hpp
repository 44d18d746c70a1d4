#pragma once

#include <selfopt/error.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// The text of scripts/database.sql.
extern const char* const k_database_sql;
/// The number at its end.
constexpr int k_schema_version = 5;

/// Makes the schemas and tables that selfopt keeps, where they are missing, and brings those up to
/// date that an earlier version made.
/// \throws Error{refused} without the privilege; the message says what to grant
void ensure_schema(Session& session);

/// What is to be done with the tables of the schema selfopt.
enum class SchemaUse { read, write };

/// \returns \p error; where it says that the session's user may not use what another has made in
/// the
///          schema selfopt, its hint is what to grant.
Error with_grants(const Error& error, Session& session, SchemaUse use);

}  // namespace selfopt::pg
