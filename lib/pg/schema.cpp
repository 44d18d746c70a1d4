#include "pg/schema.hpp"

#include <fmt/format.h>

#include "pg/own_statement.hpp"
#include "pg/session_query.hpp"
#include "sql/identifier.hpp"

namespace selfopt::pg {
namespace {

struct SchemaState {
  bool complete = false;
  bool usable = false;  // by the session's user
};

// From the tables of the catalog themselves: to_regclass asks a cache, which within a transaction
// does not learn what others have made meanwhile.
constexpr const char* k_is_complete = R"(
select count(c.oid) = 8,
  coalesce(substring(max(pg_catalog.obj_description(n.oid, 'pg_namespace'))
                     from 'version ([0-9]{1,6})$'), '1')::int,
  coalesce(bool_and(pg_catalog.has_schema_privilege(n.oid, 'usage')), true)
from pg_catalog.pg_namespace n
left join pg_catalog.pg_class c on c.relnamespace = n.oid
  and c.relname in ('performance_metrics', 'loads', 'rejects', 'actions', 'snapshots',
                    'statement_counters', 'log_files', 'status')
where n.nspname = 'selfopt')";

template <typename SessionOrTransaction>
SchemaState schema_state(SessionOrTransaction& session) {
  const pqxx::result found = run(session, k_is_complete);
  return {found[0][0].as<bool>() && found[0][1].as<int>() >= k_schema_version,
          found[0][2].as<bool>()};
}

}  // namespace

void ensure_schema(Session& session) {
  const SchemaState state = schema_state(session);
  if (!state.usable)
    throw with_grants(Error(ErrorKind::refused, "permission denied for schema selfopt"), session,
                      SchemaUse::write);
  if (state.complete) return;
  try {
    in_transaction(session, [](pqxx::work& transaction) {
      // One program at a time; what the other has made meanwhile does no harm.
      run(transaction, "select pg_advisory_xact_lock(hashtextextended('selfopt schema', 0))");
      // Another may have made it meanwhile and use it by now: to run all this once more would take
      // its tables away from it, and end in a deadlock.
      if (!schema_state(transaction).complete) transaction.exec(k_database_sql);
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    throw Error(ErrorKind::refused, "may not create schema \"selfopt\" and its tables",
                error.message(),
                "Run scripts/database.sql once as the owner of the database, or grant CREATE on "
                "the database.");
  }
}

Error with_grants(const Error& error, Session& session, SchemaUse use) {
  if (error.kind() != ErrorKind::refused || !error.message().starts_with("permission denied"))
    return error;
  return Error(
      error.kind(), error.message(), error.detail(),
      fmt::format("Run as the owner of the schema: grant usage on schema selfopt to {0}; grant "
                  "{1} on all tables in schema selfopt to {0};",
                  sql::quote_identifier(session.impl().connection.username()),
                  use == SchemaUse::read ? "select" : "select, insert, update, delete"));
}

}  // namespace selfopt::pg
