#include "pg/foretold.hpp"

#include <fmt/format.h>

#include "pg/interval_text.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_foretold = R"(
with period as (
  select ends, coalesce(to_timestamp(nullif($2, '')::float8), ends - nullif($1, '')::interval)
         as begins
  from (select coalesce(to_timestamp(nullif($3, '')::float8), now()) as ends) e)
select m.query_hash, to_char(m."timestamp" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  m.calls, m.execution_time_ms, p.predicted_ms, p.low_ms, p.high_ms
from period, selfopt.performance_metrics m, lateral (
  select predicted_ms, low_ms, high_ms from selfopt.predictions p
  where p.query_hash = m.query_hash and p.predicted_at <= m."timestamp"
  order by p.predicted_at desc limit 1) p
where m.execution_time_ms >= 0 and m.calls > 0 and m."timestamp" <= ends
  and (begins is null or m."timestamp" > begins) and ($4 = '' or m.source = $4)
  and coalesce(nullif(m.database_name, ''), current_database()) = current_database()
order by m."timestamp", m.id)";

}  // namespace

std::vector<Foretold> read_foretold(Session& session, const MetricsPeriod& period,
                                    const std::string& source) {
  std::vector<Foretold> all;
  if (!run(session,
           "select coalesce(pg_catalog.has_table_privilege("
           "  pg_catalog.to_regclass('selfopt.predictions'), 'select'), false)")[0][0]
           .as<bool>())
    return all;
  const std::string length = period.length_ms > 0 ? interval_text(period.length_ms) : "";
  const auto written = [](const std::optional<double>& seconds) {
    return seconds ? fmt::format("{:.6f}", *seconds) : "";
  };
  for (const auto& row :
       run(session, k_foretold, length, written(period.from_s), written(period.to_s), source))
    all.push_back({row[0].as<std::string>(), row[1].as<std::string>(), row[2].as<std::int64_t>(),
                   row[3].as<double>(), row[4].as<double>(), row[5].as<double>(),
                   row[6].as<double>()});
  return all;
}

}  // namespace selfopt::pg
