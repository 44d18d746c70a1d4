#include "pg/ledger.hpp"

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/session_query.hpp"
#include "pg/text_array.hpp"
#include "pg/unverified.hpp"

namespace selfopt::pg {
namespace {

// query_hash and verdict are words of ours, without anything that JSON would have to escape.
std::string measurements_json(const Verification& verification) {
  std::string json;
  for (const StatementOutcome& one : verification.statements)
    json += fmt::format(
        R"({}{{"query_hash":"{}","before":{},"after":{},"calls":{},"verdict":"{}","uses_it":{}}})",
        json.empty() ? "" : ",", one.query_hash, one.before, one.after, one.calls, one.verdict,
        one.uses_it);
  return "[" + json + "]";
}

// A ledger that an earlier version made lacks columns until somebody writes to it.
bool is_current(Session& session) {
  return run(session,
             "select exists (select from pg_catalog.pg_attribute"
             " where attrelid = pg_catalog.to_regclass('selfopt.actions')"
             "   and attname = 'measurements')")[0][0]
      .as<bool>();
}

Action read_action(const pqxx::row& row) {
  Action action;
  action.id = row["id"].as<std::int64_t>();
  action.recommendation_id = row["recommendation_id"].as<std::string>();
  action.kind = row["kind"].as<std::string>();
  action.table = row["table_name"].as<std::string>();
  action.name = row["index_name"].as<std::string>();
  action.ddl = row["ddl"].as<std::string>();
  action.undo_ddl = row["undo_ddl"].as<std::string>();
  action.extras.tablespace = row["tablespace_name"].as<std::string>("");
  action.extras.commands = text_array(row["undo_commands"]);
  action.state = row["state"].as<std::string>();
  action.started_at = row["started"].as<std::string>();
  action.finished_at = row["finished"].as<std::string>("");
  if (!row["duration_ms"].is_null()) action.duration_ms = row["duration_ms"].as<double>();
  if (!row["size_bytes"].is_null()) action.size_bytes = row["size_bytes"].as<std::int64_t>();
  action.message = row["message"].as<std::string>("");
  action.reason = row["reason"].as<std::string>("");
  action.applied_by = row["applied_by"].as<std::string>();
  action.definition = row["definition"].as<std::string>("");
  action.table_rows = row["table_rows"].as<double>(0.0);
  action.partitioned = row["partitioned"].as<bool>();
  action.query_hashes = text_array(row["query_hashes"]);
  action.verification.method = row["verified_by"].as<std::string>("");
  action.verification.verdict = row["verdict"].as<std::string>("");
  action.verification.before = row["before_ms"].as<double>(0.0);
  action.verification.after = row["after_ms"].as<double>(0.0);
  return action;
}

}  // namespace

std::int64_t record_intent(Session& session, const Action& action) {
  const auto made =
      run(session,
          "insert into selfopt.actions (recommendation_id, kind, table_name, index_name, ddl,"
          " undo_ddl, tablespace_name, undo_commands, reason, table_rows, partitioned,"
          " query_hashes, state)"
          " values ($1, $2, $3, $4, $5, $6, nullif($7, ''), $8::text[], nullif($9, ''), $10,"
          " $11, $12::text[], 'intended') returning id",
          action.recommendation_id, action.kind, action.table, action.name, action.ddl,
          action.undo_ddl, action.extras.tablespace, array_text(action.extras.commands),
          action.reason, action.table_rows, action.partitioned, array_text(action.query_hashes));
  return made[0][0].as<std::int64_t>();
}

void record_outcome(Session& session, const Action& action) {
  run(session,
      "update selfopt.actions set state = $2, finished_at = now(), duration_ms = $3,"
      " size_bytes = $4, message = nullif($5, ''),"
      " definition = coalesce(nullif($6, ''), definition) where id = $1",
      action.id, action.state, action.duration_ms, action.size_bytes, action.message,
      action.definition);
  if (action.state != "done") forget_before(session, action.id);
}

void record_verification(Session& session, const Action& action) {
  const Verification& found = action.verification;
  run(session,
      "update selfopt.actions set verified_by = nullif($2, ''), verdict = nullif($3, ''),"
      " before_ms = $4, after_ms = $5, measurements = $6::jsonb where id = $1",
      action.id, found.method, found.verdict, found.before, found.after, measurements_json(found));
}

void record_state(Session& session, std::int64_t id, const std::string& state) {
  run(session, "update selfopt.actions set state = $2 where id = $1", id, state);
}

std::vector<Action> read_actions(Session& session) {
  constexpr const char* k_sql = R"(
    select id, recommendation_id, kind, table_name, index_name, ddl, undo_ddl, tablespace_name,
           undo_commands, state, reason, applied_by, definition, table_rows, partitioned,
           query_hashes, verified_by, verdict, before_ms, after_ms,
           to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as started,
           to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as finished,
           duration_ms, size_bytes, message
    from selfopt.actions order by id desc)";
  std::vector<Action> actions;
  if (!is_current(session)) return actions;
  for (const auto& row : run(session, k_sql))
    actions.push_back(read_action(row));
  return actions;
}

bool has_ledger(Session& session) {
  return run(session, "select pg_catalog.to_regclass('selfopt.actions') is not null")[0][0]
      .as<bool>();
}

std::vector<std::string> invalid_indexes(Session& session) {
  std::vector<std::string> names;
  for (const auto& row : run(session, R"(
    select pg_catalog.format('%I.%I on %I.%I', n.nspname, i.relname, tn.nspname, t.relname)
    from pg_catalog.pg_index x
    join pg_catalog.pg_class i on i.oid = x.indexrelid
    join pg_catalog.pg_namespace n on n.oid = i.relnamespace
    join pg_catalog.pg_class t on t.oid = x.indrelid
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    where not x.indisvalid and n.nspname !~ '^pg_toast'
      and not exists (select from pg_catalog.pg_stat_progress_create_index b
                      where b.index_relid = i.oid)
    order by 1)"))
    names.push_back(row[0].as<std::string>());
  return names;
}

}  // namespace selfopt::pg
