#include "pg/ledger.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {

std::int64_t record_intent(Session& session, const Action& action) {
  const auto made = run(session,
                        "insert into selfopt.actions (recommendation_id, kind, table_name,"
                        " index_name, ddl, undo_ddl, state) values ($1, $2, $3, $4, $5, $6,"
                        " 'intended') returning id",
                        action.recommendation_id, action.kind, action.table, action.name,
                        action.ddl, action.undo_ddl);
  return made[0][0].as<std::int64_t>();
}

void record_outcome(Session& session, const Action& action) {
  run(session,
      "update selfopt.actions set state = $2, finished_at = now(), duration_ms = $3,"
      " size_bytes = $4, message = nullif($5, '') where id = $1",
      action.id, action.state, action.duration_ms, action.size_bytes, action.message);
}

void record_state(Session& session, std::int64_t id, const std::string& state) {
  run(session, "update selfopt.actions set state = $2 where id = $1", id, state);
}

std::vector<Action> read_actions(Session& session) {
  constexpr const char* k_sql = R"(
    select id, recommendation_id, kind, table_name, index_name, ddl, undo_ddl, state,
           to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as started,
           to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as finished,
           duration_ms, size_bytes, message
    from selfopt.actions order by id desc)";
  std::vector<Action> actions;
  for (const auto& row : run(session, k_sql)) {
    Action action;
    action.id = row["id"].as<std::int64_t>();
    action.recommendation_id = row["recommendation_id"].as<std::string>();
    action.kind = row["kind"].as<std::string>();
    action.table = row["table_name"].as<std::string>();
    action.name = row["index_name"].as<std::string>();
    action.ddl = row["ddl"].as<std::string>();
    action.undo_ddl = row["undo_ddl"].as<std::string>();
    action.state = row["state"].as<std::string>();
    action.started_at = row["started"].as<std::string>();
    action.finished_at = row["finished"].as<std::string>("");
    if (!row["duration_ms"].is_null()) action.duration_ms = row["duration_ms"].as<double>();
    if (!row["size_bytes"].is_null()) action.size_bytes = row["size_bytes"].as<std::int64_t>();
    action.message = row["message"].as<std::string>("");
    actions.push_back(std::move(action));
  }
  return actions;
}

bool has_ledger(Session& session) {
  return run(session, "select to_regclass('selfopt.actions') is not null")[0][0].as<bool>();
}

}  // namespace selfopt::pg
