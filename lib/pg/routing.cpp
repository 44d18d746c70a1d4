#include "pg/routing.hpp"

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/session_query.hpp"

namespace selfopt::pg {

std::vector<RoutedCalls> read_routing(Session& coordinator) {
  std::vector<RoutedCalls> calls;
  if (!run(coordinator,
           "select pg_catalog.to_regclass('pg_catalog.citus_stat_statements') is not null")[0][0]
           .as<bool>())
    return calls;
  try {
    for (const auto& row : run(coordinator,
                               "select query, partition_key, sum(calls)::bigint as calls"
                               " from pg_catalog.citus_stat_statements"
                               " where dbid = (select oid from pg_catalog.pg_database"
                               "               where datname = pg_catalog.current_database())"
                               " group by 1, 2")) {
      calls.push_back({row["query"].as<std::string>(std::string()),
                       text_or_null(row["partition_key"]), row["calls"].as<std::int64_t>()});
    }
  } catch (const Error& error) {  // pg_stat_statements is missing, or its reading not allowed
    if (error.kind() == ErrorKind::interrupted) throw;
    log::debug("citus_stat_statements tells nothing: {}", error.message());
  }
  return calls;
}

}  // namespace selfopt::pg
