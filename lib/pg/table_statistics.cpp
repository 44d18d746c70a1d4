#include "pg/table_statistics.hpp"

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {

std::map<std::string, std::string> statistics_of(Session& session,
                                                 const std::vector<std::string>& names) {
  std::map<std::string, std::string> found;
  for (const auto& row : run(session, R"(
    select c.relname, pg_catalog.string_agg(pg_catalog.concat_ws(' ', c.oid, c.relpages,
             c.reltuples, c.relallvisible, pg_catalog.pg_relation_size(c.oid),
             pg_catalog.pg_stat_get_analyze_count(c.oid),
             pg_catalog.pg_stat_get_autoanalyze_count(c.oid)), ', ' order by c.oid)
    from pg_catalog.pg_class c
    where c.relname = any ($1::text[]) and c.relkind in ('r', 'm', 'p') group by 1)",
                             array_text(names)))
    found[row[0].as<std::string>()] = row[1].as<std::string>();
  return found;
}

}  // namespace selfopt::pg
