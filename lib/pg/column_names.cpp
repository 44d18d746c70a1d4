#include "pg/column_names.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

// Foreign and temporary tables too: statements name them all.
constexpr const char* k_columns = R"(
  select n.nspname, c.relname, a.attname
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_attribute a
    on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_toast'
  order by n.nspname, c.relname, a.attnum)";

constexpr const char* k_search_path =
    "select current_database(), s.name from pg_catalog.unnest(pg_catalog.current_schemas(false))"
    " with ordinality as s (name, place) order by s.place";

}  // namespace

Catalog read_column_names(Session& session) {
  Catalog catalog;
  for (const auto& row : run(session, k_search_path)) {
    catalog.database = row[0].as<std::string>();
    catalog.search_path.push_back(row[1].as<std::string>());
  }
  for (const auto& row : run(session, k_columns)) {
    const auto schema = row[0].as<std::string>();
    const auto name = row[1].as<std::string>();
    auto& tables = catalog.tables;
    if (tables.empty() || tables.back().name != name || tables.back().schema != schema) {
      tables.emplace_back();
      tables.back().schema = schema;
      tables.back().name = name;
    }
    if (row[2].is_null()) continue;
    tables.back().columns.emplace_back();
    tables.back().columns.back().name = row[2].as<std::string>();
  }
  return catalog;
}

}  // namespace selfopt::pg
