#include "pg/model_store.hpp"

#include <charconv>

#include <fmt/format.h>

#include <selfopt/nouns/model.hpp>

#include "pg/array_text.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

// Bytes travel as hexadecimal digits, in both directions: libpqxx 6 and 7 have no common way.
std::string to_hex(const std::string& bytes) {
  std::string digits;
  digits.reserve(2 * bytes.size());
  for (const char byte : bytes)
    fmt::format_to(std::back_inserter(digits), "{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned char byte = 0;
    std::from_chars(digits.data(), digits.data() + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

template <typename Number>
std::optional<Number> optional(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional<Number>(field.as<Number>());
}

}  // namespace

std::optional<StoredModel> read_model(Session& session) try {
  if (!run(session, "select pg_catalog.to_regclass('selfopt.models') is not null")[0][0].as<bool>())
    return std::nullopt;
  const pqxx::result rows = run(session, R"(
    select id, to_char(trained_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      measurements, q_error_p50, encode(content, 'hex')
    from selfopt.models where content is not null order by id desc limit 1)");
  if (rows.empty()) return std::nullopt;
  StoredModel model;
  model.id = rows[0][0].as<std::int64_t>();
  model.trained_at = rows[0][1].as<std::string>();
  model.measurements = rows[0][2].as<std::int64_t>();
  model.q_error_p50 = rows[0][3].as<double>();
  model.content = from_hex(rows[0][4].c_str());
  return model;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::read);
}

std::optional<StoredTraining> last_training(Session& session) {
  const pqxx::result rows = run(session, R"(
    select to_char(trained_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), reason,
      to_char(learned_until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), measurements,
      rows_judged, q_error_p50, q_error_p95, within_interval, champion_id, champion_q_error_p50,
      champion_q_error_p95, kept
    from selfopt.models order by id desc limit 1)");
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  StoredTraining training;
  training.trained_at = row[0].as<std::string>();
  training.reason = row[1].as<std::string>();
  training.learned_until = row[2].as<std::string>();
  training.measurements = row[3].as<std::int64_t>();
  training.rows_judged = row[4].as<std::int64_t>();
  training.q_error_p50 = row[5].as<double>();
  training.q_error_p95 = row[6].as<double>();
  training.within_interval = optional<double>(row[7]);
  training.champion_id = optional<std::int64_t>(row[8]);
  training.champion_q_error_p50 = optional<double>(row[9]);
  training.champion_q_error_p95 = optional<double>(row[10]);
  training.kept = row[11].as<bool>();
  return training;
}

std::int64_t store_training(Session& session, const StoredTraining& training) {
  std::int64_t id = 0;
  in_transaction(session, [&](pqxx::work& transaction) {
    if (training.kept)
      run(transaction, "update selfopt.models set content = null where content is not null");
    id = run(transaction, R"(
      insert into selfopt.models (reason, learned_until, measurements, rows_judged, q_error_p50,
             q_error_p95, within_interval, champion_id, champion_q_error_p50,
             champion_q_error_p95, kept, content)
      values ($1, $2::timestamptz, $3, $4, $5, $6, $7, $8, $9, $10, $11,
              decode(nullif($12, ''), 'hex'))
      returning id)",
             training.reason, training.learned_until, training.measurements, training.rows_judged,
             training.q_error_p50, training.q_error_p95, training.within_interval,
             training.champion_id, training.champion_q_error_p50, training.champion_q_error_p95,
             training.kept, training.kept ? to_hex(training.content) : std::string())[0][0]
             .as<std::int64_t>();
  });
  return id;
}

NewMeasurements new_measurements(Session& session, const std::string& since,
                                 std::int64_t model_id) {
  // Of several measurements of a statement the latest counts.
  const pqxx::result rows = run(session, R"(
    with fresh as (
      select query_hash, "timestamp" as at, execution_time_ms as ms
      from selfopt.performance_metrics
      where execution_time_ms >= 0 and calls > 0 and query_hash <> ''
        and coalesce(nullif(database_name, ''), current_database()) = current_database()
        and ($1 = '' or "timestamp" > nullif($1, '')::timestamptz)),
    latest as (select distinct on (query_hash) * from fresh order by query_hash, at desc),
    compared as (
      select greatest((ms + $3) / (p.predicted_ms + $3), (p.predicted_ms + $3) / (ms + $3)) as q_error
      from latest l, lateral (
        select predicted_ms from selfopt.predictions p
        where p.model_id = $2 and p.query_hash = l.query_hash and p.predicted_at <= l.at
        order by p.predicted_at desc limit 1) p)
    select (select count(*) from fresh),
      (select to_char(max(at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from fresh),
      (select count(*) from compared),
      (select percentile_cont(0.5) within group (order by q_error) from compared))",
                                since, model_id, k_clock_ms);
  NewMeasurements fresh;
  fresh.count = rows[0][0].as<std::int64_t>();
  fresh.until = rows[0][1].as<std::string>("");
  fresh.foretold = rows[0][2].as<std::int64_t>();
  fresh.q_error_p50 = rows[0][3].as<double>(1);
  return fresh;
}

void store_predictions(Session& session, std::int64_t model_id,
                       const std::vector<Prediction>& predictions) {
  ArrayText hashes, times, lows, highs;
  for (const Prediction& one : predictions) {
    if (!one.predicted_ms || !one.low_ms || !one.high_ms || one.query_hash.empty()) continue;
    hashes.add(one.query_hash);
    times.add_number(*one.predicted_ms);
    lows.add_number(*one.low_ms);
    highs.add_number(*one.high_ms);
  }
  // One per cent more or less is nothing new: plans change a little with every ANALYZE.
  run(session, R"(
    insert into selfopt.predictions (model_id, query_hash, predicted_ms, low_ms, high_ms)
    select distinct on (n.hash) $1::bigint, n.hash, n.ms, n.low, n.high
    from unnest($2::text[], $3::float8[], $4::float8[], $5::float8[]) n (hash, ms, low, high)
      left join lateral (
        select predicted_ms from selfopt.predictions p
        where p.model_id = $1 and p.query_hash = n.hash
        order by p.predicted_at desc limit 1) last on true
    where last.predicted_ms is null or abs(n.ms - last.predicted_ms) > 0.01 * last.predicted_ms)",
      model_id, hashes.text(), times.text(), lows.text(), highs.text());
}

}  // namespace selfopt::pg
