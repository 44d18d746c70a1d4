#include "pg/local_warehouse.hpp"

#include <libpq-fe.h>

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

pqxx::result missing_extensions(Session& session) {
  return run(session,
             "select name from pg_catalog.pg_available_extensions"
             " where name in ('pg_stat_statements', 'hypopg') and installed_version is null");
}

}  // namespace

Answer ping(const Database& database) {
  switch (PQping(database.conninfo.c_str())) {
    case PQPING_OK:
      return Answer::accepting;
    case PQPING_REJECT:
      return Answer::starting;
    default:
      return Answer::none;
  }
}

void ensure_database(Session& session, const std::string& name) {
  if (!run(session, "select from pg_catalog.pg_database where datname = $1", name).empty()) return;
  run(session, "create database " + session.impl().connection.quote_name(name));
}

bool extensions_are_installed(Session& session) {
  return missing_extensions(session).empty();
}

void install_extensions(Session& session) {
  for (const auto& row : missing_extensions(session))
    run(session, "create extension if not exists " +
                     session.impl().connection.quote_name(row[0].as<std::string>()));
}

}  // namespace selfopt::pg
