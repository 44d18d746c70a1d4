#include "pg/metrics_store.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/array_text.hpp"
#include "pg/insert_metrics.hpp"
#include "pg/metrics_sums.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"
#include "pg/sums_lock.hpp"
#include "sql/statement.hpp"

namespace selfopt::pg {
namespace {

struct Columns {
  ArrayText query_hash, query_text, database, user, calls, mean_ms, total_ms, stddev_ms, max_ms,
      rows;
  ArrayText hit, read, temp_written, cpu_ms, peak_memory, plan_hash, from, to;

  void add(const WorkloadQuery& query, bool in_the_past) {
    from.add_text(in_the_past ? query.first_seen : "");
    to.add_text(in_the_past ? query.last_seen : "");
    query_hash.add(query.query_hash);
    query_text.add(sql::normalize(query.sql));
    database.add_text(query.database);
    user.add_text(query.user);
    calls.add(std::optional(query.calls));
    mean_ms.add(query.mean_ms);
    total_ms.add(query.total_ms);
    stddev_ms.add(query.stddev_ms);
    max_ms.add(query.max_ms);
    rows.add(query.rows);
    hit.add(query.shared_blks_hit);
    read.add(query.shared_blks_read);
    temp_written.add(query.temp_blks_written);
    cpu_ms.add(query.cpu_ms);
    peak_memory.add(query.peak_memory_bytes);
    plan_hash.add_text(query.plan_hash);
  }
};

// What was summed up of the time that the new rows are of is no longer true.
constexpr const char* k_insert = R"(
with added as (
insert into selfopt.performance_metrics (source, since, "timestamp", query_hash, query_text,
  database_name, user_name, calls, execution_time_ms, total_time_ms, stddev_time_ms, max_time_ms, rows,
  shared_blks_hit, shared_blks_read, temp_blks_written, cpu_usage, memory_usage, plan_hash)
select $1, coalesce(seen_from, nullif($2, '')::timestamptz), coalesce(seen_to, now()), query_hash,
  query_text,
  coalesce(database_name, pg_catalog.current_database()), user_name, calls, mean_ms, total_ms,
  stddev_ms, max_ms, rows, hit, read, temp_written, cpu_ms, peak_memory, plan_hash
from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::float8[],
  $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[],
  $15::float8[], $16::float8[], $17::bigint[], $18::text[], $19::timestamptz[], $20::timestamptz[])
  as new (query_hash, query_text, database_name, user_name, calls, mean_ms, total_ms, stddev_ms,
    max_ms, rows, hit, read, temp_written, cpu_ms, peak_memory, plan_hash, seen_from, seen_to)
returning "timestamp"),
ends as (select min("timestamp") as first, max("timestamp") as last from added)
update selfopt.summed_spans set stale = true from ends
where not stale and begins <= ends.last
  and begins + pg_catalog.make_interval(hours => span_hours) > ends.first)";

void insert(pqxx::transaction_base& transaction, const std::string& source,
            const std::string& since, const Columns& columns) {
  share_sums_lock(transaction);
  run(transaction, k_insert, source, since, columns.query_hash.text(), columns.query_text.text(),
      columns.database.text(), columns.user.text(), columns.calls.text(), columns.mean_ms.text(),
      columns.total_ms.text(), columns.stddev_ms.text(), columns.max_ms.text(), columns.rows.text(),
      columns.hit.text(), columns.read.text(), columns.temp_written.text(), columns.cpu_ms.text(),
      columns.peak_memory.text(), columns.plan_hash.text(), columns.from.text(), columns.to.text());
}

}  // namespace

void insert_metrics(pqxx::transaction_base& transaction, const std::string& source,
                    const Workload& queries, const std::string& since) {
  Columns columns;
  for (const WorkloadQuery& query : queries)
    if (query.mean_ms) columns.add(query, false);
  insert(transaction, source, since, columns);
}

void insert_past_metrics(pqxx::transaction_base& transaction, const std::string& source,
                         const Workload& queries) {
  Columns columns;
  for (const WorkloadQuery& query : queries)
    if (query.mean_ms) columns.add(query, true);
  insert(transaction, source, {}, columns);
}

void store_metrics(Session& session, const std::string& source, const Workload& queries) try {
  ensure_schema(session);
  in_transaction(
      session, [&](pqxx::work& transaction) { insert_metrics(transaction, source, queries, {}); });
  sum_up_metrics(session);
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::write);
}

void store_metrics_or_warn(const Database& database, const std::string& source,
                           const Workload& queries) {
  try {
    Session session(database);
    store_metrics(session, source, queries);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::warning("nothing was stored in selfopt.performance_metrics: {}; {}", error.message(),
                 error.hint().empty() ? "--no-store leaves this out" : error.hint());
  }
}

}  // namespace selfopt::pg
