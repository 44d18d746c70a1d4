#include "pg/stored_advice.hpp"

#include <array>

#include <fmt/format.h>

#include "pg/session_query.hpp"
#include "pg/utc_text.hpp"

namespace selfopt::pg {
namespace {

bool has_table(Session& session, const char* name) {
  return run(session, "select pg_catalog.to_regclass($1) is not null", name)[0][0].as<bool>();
}

RecommendationKind kind_of(const std::string& text) {
  using enum RecommendationKind;
  for (const auto kind : {create_index, drop_index, reindex, analyze, vacuum})
    if (to_string(kind) == text) return kind;
  return create_statistics;
}

// What has been done since a watch last looked is not advised any longer: an index that was to be
// made stands and is valid, one that was to be dropped is gone.
constexpr const char* k_standing_advice = R"(
select recommendation_id, kind, table_name, index_name, ddl, confidence, benefit, size_bytes,
       reason, to_char(first_advised at time zone 'UTC', {0}) as first_advised,
       to_char(last_advised at time zone 'UTC', {0}) as last_advised, times
from selfopt.recommendations
where kind not in ('create_index', 'drop_index') or (kind = 'drop_index') = exists (
  select from pg_catalog.pg_class i
  join pg_catalog.pg_index x on x.indexrelid = i.oid and (x.indisvalid or kind = 'drop_index')
  join pg_catalog.pg_class t on t.oid = x.indrelid
  join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  where i.relname = index_name
    and pg_catalog.format('%I.%I', n.nspname, t.relname) = table_name)
order by benefit desc nulls last, recommendation_id)";

}  // namespace

std::vector<StandingAdvice> stored_advice(Session& session) {
  std::vector<StandingAdvice> stored;
  if (!has_table(session, "selfopt.recommendations")) return stored;
  for (const auto& row : run(session, fmt::format(k_standing_advice, k_utc_text))) {
    StandingAdvice one;
    one.advice.id = row["recommendation_id"].as<std::string>();
    one.advice.kind = kind_of(row["kind"].as<std::string>());
    one.advice.table = row["table_name"].as<std::string>();
    one.advice.name = row["index_name"].as<std::string>();
    one.advice.ddl = row["ddl"].as<std::string>();
    if (!row["confidence"].is_null()) one.advice.confidence = row["confidence"].as<double>();
    one.advice.benefit = row["benefit"].as<double>(0.0);
    one.advice.size_bytes = row["size_bytes"].as<std::int64_t>(0);
    one.advice.reason = row["reason"].as<std::string>("");
    one.first_advised = row["first_advised"].as<std::string>();
    one.last_advised = row["last_advised"].as<std::string>();
    one.times = row["times"].as<std::int64_t>();
    stored.push_back(std::move(one));
  }
  return stored;
}

StoredStatus stored_status(Session& session) {
  StoredStatus status;
  // The lock of try_watch_lock, as pg_locks shows it.
  status.running = run(session, R"(
    select exists (
      select from pg_catalog.pg_locks l
      where l.locktype = 'advisory' and l.granted and l.objsubid = 2
        and l.database = (select oid from pg_catalog.pg_database
                          where datname = pg_catalog.current_database())
        and l.classid::bigint = pg_catalog.hashtext('selfopt watch')::bigint & 4294967295
        and l.objid::bigint
            = pg_catalog.hashtext(pg_catalog.current_database())::bigint & 4294967295))")[0][0]
                       .as<bool>();
  if (has_table(session, "selfopt.status")) {
    const auto rows = run(session, fmt::format(R"(
      select document::text, to_char(updated_at at time zone 'UTC', {})
      from selfopt.status where database_name = pg_catalog.current_database())",
                                               k_utc_text));
    if (!rows.empty()) {
      status.document = rows[0][0].as<std::string>();
      status.updated_at = rows[0][1].as<std::string>();
    }
  }
  if (has_table(session, "selfopt.actions"))
    status.last_change = run(session, fmt::format(R"(
      select to_char(max(finished_at) at time zone 'UTC', {})
      from selfopt.actions where state in ('done', 'undone', 'reverted'))",
                                                  k_utc_text))[0][0]
                             .as<std::string>("");
  if (has_table(session, "selfopt.recommendations"))
    status.recommendations =
        run(session, "select count(*) from selfopt.recommendations")[0][0].as<std::int64_t>();
  return status;
}

}  // namespace selfopt::pg
