#include "pg/slower_statements.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_slower = R"(
with last as (
  select max(taken_at) as taken_at from selfopt.snapshots
  where database_name = pg_catalog.current_database()
), now as (
  select m.query_hash from selfopt.performance_metrics m, last
  where m."timestamp" = last.taken_at and m.source = 'pg_stat_statements'
    and m.database_name = pg_catalog.current_database() and m.execution_time_ms >= 10
), history as (
  select h.*, row_number() over (partition by h.query_hash order by h."timestamp" desc) as age
  from now, lateral (
    select query_hash, query_text, "timestamp", calls, execution_time_ms as mean
    from selfopt.performance_metrics m
    where m.query_hash = now.query_hash and m.source = 'pg_stat_statements'
      and m.database_name = pg_catalog.current_database() and m.execution_time_ms is not null
    order by m."timestamp" desc limit 52) h
), summed as (
  select query_hash, pg_catalog.left(min(query_text) filter (where age = 1), 300) as query,
         min(mean) filter (where age <= 2) as mean, sum(calls) filter (where age <= 2) as calls,
         percentile_cont(0.5) within group (order by mean) filter (where age > 2) as usual,
         max(mean) filter (where age > 2) as highest, count(*) filter (where age > 2) as snapshots
  from history group by query_hash
)
select query_hash, query, mean, usual from summed
where snapshots >= 6 and mean > 2 * usual and mean > 1.5 * highest and mean - usual >= 10
  and (mean - usual) * calls::float8 >= 1000
order by (mean - usual) * calls::float8 desc limit 20)";

}  // namespace

std::vector<SlowerStatement> find_slower_statements(Session& session) {
  std::vector<SlowerStatement> found;
  for (const auto& row : run(session, k_slower))
    found.push_back({row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<double>(),
                     row[3].as<double>()});
  return found;
}

}  // namespace selfopt::pg
