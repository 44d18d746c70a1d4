#include <selfopt/version.hpp>

#include "exchange/stored_status_json.hpp"
#include "pg/ledger.hpp"
#include "pg/stored_advice.hpp"
#include "pg/watch_store.hpp"
#include "pg/window_metrics.hpp"
#include "serve/answers.hpp"
#include "serve/improvement.hpp"
#include "serve/json_answer.hpp"

namespace selfopt::serving {

using exchange::JsonObject;

http::Response answer_health(Service&, const Call&) {
  return json_answer([&](JsonObject& object, std::string&) {
    object.text("status", "ok");
    object.text("version", version());
  });
}

http::Response answer_ready(Service& service, const Call&) {
  std::string database;
  if (service.sessions) database = service.sessions->with(pg::database_name);
  return json_answer([&](JsonObject& object, std::string&) {
    object.text("status", "ready");
    object.text_or_null("database", database);
  });
}

http::Response answer_optimization_status(Service& service, const Call&) {
  const pg::StoredStatus stored = service.database().with(pg::stored_status);
  const WatchStatus watch = exchange::read_status(stored.document);
  return json_answer([&](JsonObject& object, std::string&) {
    object.text("status", stored.running ? "running" : "stopped");
    object.text_or_null("last_optimization", stored.last_change);
    object.count("recommendations_count", stored.recommendations);
    object.text_or_null("database", watch.database);
    object.text_or_null("step", stored.running ? watch.status : "");
    object.flag("applies", stored.running && watch.applies);
    object.text_or_null("last_cycle", watch.last_cycle);
    object.text_or_null("next_cycle", stored.running ? watch.next_cycle : "");
    object.count("failures", watch.failures);
    object.text_or_null("last_error", watch.last_error);
  });
}

http::Response answer_performance(Service& service, const Call& call) {
  const double window_s = call.parameters.window_s();
  Performance summary;
  std::vector<Action> actions;
  service.database().with([&](pg::Session& session) {
    const pg::Window window = pg::open_window(session, window_s);
    summary = pg::window_summary(session, window);
    summary.statements =
        pg::window_statements(session, window, pg::StatementOrder::total_ms, 0).statements;
    actions = pg::read_actions(session);
  });
  return json_answer([&](JsonObject& object, std::string&) {
    object.number_or_null("avg_query_time", summary.average_ms);
    object.count("total_queries", summary.calls);
    object.number("optimization_improvement", improvement(actions).share());
    object.text("from", summary.from);
    object.text("to", summary.to);
    object.count("statements", summary.statements);
    object.number("total_time_ms", summary.total_ms);
    object.number_or_null("max_time_ms", summary.maximum_ms);
    object.number_or_null("p50_ms", summary.p50_ms);
    object.number_or_null("p95_ms", summary.p95_ms);
    object.number_or_null("p99_ms", summary.p99_ms);
  });
}

}  // namespace selfopt::serving
