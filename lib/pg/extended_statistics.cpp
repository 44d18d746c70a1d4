#include "pg/extended_statistics.hpp"

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"
#include "pg/wire.hpp"

namespace selfopt::pg {
namespace {

constexpr int k_knows_inheritance = 150000;  // from here on with and without partitions

constexpr const char* k_read = R"(
  select pg_catalog.format('%I.%I', s.statistics_schemaname, s.statistics_name), {}::text,
         s.n_distinct::bytea::text, s.dependencies::bytea::text, s.most_common_vals is not null
  from pg_catalog.pg_stats_ext s
  where s.statistics_schemaname not in ('pg_catalog', 'information_schema', 'selfopt')
  order by 1, 2)";

constexpr const char* k_given = R"(
  (select s.oid, g.* from unnest($1::text[], $2::bool[], $3::bytea[], $4::bytea[])
     g(name, inherited, counts, dependencies)
   join pg_catalog.pg_statistic_ext s on true
   join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
     and pg_catalog.format('%I.%I', n.nspname, s.stxname) = g.name) g)";

constexpr const char* k_insert = R"(
  insert into pg_catalog.pg_statistic_ext_data (stxoid, stxdinherit, stxdndistinct, stxddependencies)
  select g.oid, g.inherited, g.counts::pg_catalog.pg_ndistinct, g.dependencies::pg_catalog.pg_dependencies
  from )";
// Before, there was a row from the beginning.
constexpr const char* k_update = R"(
  update pg_catalog.pg_statistic_ext_data set stxdndistinct = g.counts::pg_catalog.pg_ndistinct,
         stxddependencies = g.dependencies::pg_catalog.pg_dependencies
  from )";

}  // namespace

ExtendedStatisticsCopy read_extended_statistics(Session& session) {
  ExtendedStatisticsCopy copy;
  const bool inherits = session.server_version() >= k_knows_inheritance;
  for (const auto& row : run(session, fmt::format(k_read, inherits ? "s.inherited" : "false"))) {
    auto& values = copy.rows.emplace_back();
    for (int i = 0; i < 4; ++i)
      values.push_back(text_or_null(row[i]));
    if (row[4].as<bool>())
      copy.unread.push_back(
          fmt::format("statistics {} have no list of common values", row[0].as<std::string>()));
  }
  return copy;
}

void write_extended_statistics(const Database& database, const ExtendedStatisticsCopy& copy) {
  if (copy.rows.empty()) return;
  Wire wire(database);
  for (const char* type : {"pg_ndistinct", "pg_dependencies"})
    wire.execute(fmt::format("create cast (bytea as pg_catalog.{}) without function", type));
  std::vector<std::optional<std::string>> bound;
  for (std::size_t column = 0; column < 4; ++column) {
    ArrayText text;
    for (const auto& row : copy.rows)
      text.add(row[column]);
    bound.emplace_back(text.text());
  }
  if (wire.server_version() >= k_knows_inheritance)
    wire.execute(std::string(k_insert) + k_given, bound);
  else
    wire.execute(std::string(k_update) + k_given + " where stxoid = g.oid", bound);
}

}  // namespace selfopt::pg
