#include "pg/schema.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

bool schema_is_complete(Session& session) {
  const pqxx::result found = run(session,
                                 "select count(*) filter (where to_regclass(name) is not null)"
                                 " = count(*) from unnest(array['selfopt.performance_metrics',"
                                 " 'selfopt.loads', 'selfopt.rejects', 'selfopt.actions',"
                                 " 'selfopt.snapshots', 'selfopt.statement_counters']) name");
  return found[0][0].as<bool>();
}

}  // namespace

void ensure_schema(Session& session) {
  if (schema_is_complete(session)) return;
  try {
    in_transaction(session, [](pqxx::work& transaction) { transaction.exec(k_database_sql); });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
    throw Error(ErrorKind::refused, "may not create schema \"selfopt\" and its tables",
                error.message(),
                "Run scripts/database.sql once as the owner of the database, or grant CREATE on "
                "the database.");
  }
}

}  // namespace selfopt::pg
