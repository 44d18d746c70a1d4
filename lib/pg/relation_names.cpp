#include <chrono>

#include <selfopt/relation_names.hpp>

#include "pg/session.hpp"
#include "pg/session_query.hpp"

namespace selfopt {

RelationNames read_relation_names(const Database& database) {
  pg::Session session(database, std::chrono::seconds(2));
  RelationNames names;
  for (const auto& row : pg::run(session, R"(
select n.nspname from pg_catalog.pg_namespace n
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1)"))
    names.schemas.push_back(row[0].as<std::string>());
  for (const auto& row : pg::run(session, R"(
select distinct c.relname from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
  and n.nspname not in ('information_schema', 'selfopt') order by 1)"))
    names.tables.push_back(row[0].as<std::string>());
  return names;
}

}  // namespace selfopt
