#include "pg/schema.hpp"

#include "pg/own_statement.hpp"
#include "pg/session_query.hpp"
#include "sql/identifier.hpp"

namespace selfopt::pg {
namespace {

template <typename SessionOrTransaction>
bool schema_is_complete(SessionOrTransaction& session) {
  const pqxx::result found = run(session,
                                 "select count(*) filter (where to_regclass(name) is not null)"
                                 " = count(*), coalesce(substring(obj_description("
                                 "   to_regnamespace('selfopt'), 'pg_namespace')"
                                 "   from 'version ([0-9]{1,6})$'), '1')::int"
                                 " from unnest(array['selfopt.performance_metrics',"
                                 " 'selfopt.loads', 'selfopt.rejects', 'selfopt.actions',"
                                 " 'selfopt.snapshots', 'selfopt.statement_counters',"
                                 " 'selfopt.log_files']) name");
  return found[0][0].as<bool>() && found[0][1].as<int>() >= k_schema_version;
}

}  // namespace

void ensure_schema(Session& session) {
  if (schema_is_complete(session)) return;
  try {
    in_transaction(session, [](pqxx::work& transaction) {
      // One program at a time; what the other has made meanwhile does no harm.
      run(transaction, "select pg_advisory_xact_lock(hashtextextended('selfopt schema', 0))");
      // Another may have made it meanwhile and use it by now: to run all this once more would take
      // its tables away from it, and end in a deadlock.
      if (!schema_is_complete(transaction)) transaction.exec(k_database_sql);
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
