#include "pg/measured_benefits.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {

std::map<std::string, double> measured_benefits(Session& session) {
  std::map<std::string, double> benefits;
  const auto has_measurements = run(session,
                                    "select exists (select from pg_catalog.pg_attribute"
                                    " where attrelid = pg_catalog.to_regclass('selfopt.actions')"
                                    " and attname = 'measurements' and not attisdropped)")[0][0];
  if (!has_measurements.as<bool>()) return benefits;
  for (const auto& row : run(session, R"(
         select m ->> 'query_hash', max(case when coalesce((m ->> 'uses_it')::bool, true)
                  then 1 - (m ->> 'after')::float8 / (m ->> 'before')::float8 else 0 end)
         from selfopt.actions a, jsonb_array_elements(a.measurements) m
         where a.kind = 'create_index' and a.verified_by in ('replay', 'observe')
           and (m ->> 'before')::float8 > 0 and m ->> 'after' is not null
         group by 1)"))
    benefits.emplace(row[0].as<std::string>(), row[1].as<double>());
  return benefits;
}

}  // namespace selfopt::pg
