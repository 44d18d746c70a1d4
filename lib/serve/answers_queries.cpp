#include <selfopt/actions.hpp>

#include "exchange/standing_json.hpp"
#include "serve/answers.hpp"
#include "serve/json_answer.hpp"
#include "serve/statement_view.hpp"

namespace selfopt::serving {
namespace {

using exchange::JsonObject;

void append_statement(const Service& service, const pg::StatementWindow& statement,
                      JsonObject& object) {
  const StatementPerformance& now = statement.now;
  object.text("query_hash", now.query_hash);
  object.text("sql", service.shown_sql(now.sql));
  object.text_or_null("source", now.source);
  object.count("calls", now.calls);
  object.number("total_ms", now.total_ms);
  object.number("mean_ms", now.mean_ms);
  object.number("max_ms", now.max_ms);
  object.number_or_null("rows", now.rows);
  object.count("calls_before", statement.calls_before);
  object.number_or_null("mean_ms_before", statement.mean_ms_before);
  object.number_or_null("change", change_of(statement));
  object.flag("regressed", has_regressed(statement));
}

void append_span(const TimelineSpan& span, std::string& out) {
  JsonObject object(out);
  object.text("from", span.from);
  object.text("to", span.to);
  object.number("calls", span.calls);
  object.number("total_ms", span.total_ms);
  object.end();
}

void append_cluster(const Service& service, const Cluster& cluster, std::string& out) {
  JsonObject object(out);
  object.count("id", cluster.id);
  object.text("name", cluster.name);
  object.count("queries", cluster.queries);
  object.count("calls", cluster.calls);
  object.number_or_null("total_ms", cluster.total_ms);
  object.number_or_null("share_of_time", cluster.share_of_time);
  object.text("medoid_hash", cluster.medoid_hash);
  object.text("medoid_sql", service.shown_sql(cluster.medoid_sql));
  object.end();
}

}  // namespace

http::Response answer_queries(Service& service, const Call& call) {
  constexpr std::int64_t k_usual = 50;
  constexpr std::int64_t k_most = 1000;
  const double window_s = call.parameters.window_s();
  const auto limit = call.parameters.limit(k_usual, k_most);
  const auto order = static_cast<pg::StatementOrder>(
      call.parameters.choice("sort", {"total_ms", "mean_ms", "calls", "max_ms"}));
  const auto statements = service.database().with([&](pg::Session& session) {
    return pg::window_statements(session, pg::open_window(session, window_s), order, limit).top;
  });
  return json_answer([&](JsonObject& document, std::string& text) {
    document.number("window_s", window_s);
    exchange::append_json_array(document.begin("queries"), statements,
                                [&](const pg::StatementWindow& statement) {
                                  JsonObject object(text);
                                  append_statement(service, statement, object);
                                  object.number("share", statement.now.share);
                                  object.end();
                                });
  });
}

http::Response answer_query(Service& service, const Call& call) {
  const double window_s = call.parameters.window_s();
  const auto view = view_statement(service, window_s, call.captured);
  if (!view)
    return http::error_response(404, "there is no such statement",
                                "/api/queries lists those that there are.");
  return json_answer([&](JsonObject& object, std::string& text) {
    append_statement(service, view->statement, object);
    object.number("window_s", window_s);
    exchange::append_json_array(object.begin("history"), view->history,
                                [&](const TimelineSpan& span) { append_span(span, text); });
    exchange::append_json_array(object.begin("plan"), view->plan.lines, [&](const auto& line) {
      exchange::append_json_string(text, line);
    });
    object.text_or_null("plan_error", view->plan.error);
    exchange::append_json_array(
        object.begin("recommendations"), view->advice,
        [&](const StandingAdvice& one) { exchange::append_advice(one, text); });
    exchange::append_json_array(object.begin("actions"), view->actions, [&](const Action& action) {
      exchange::append_action(action, text);
    });
  });
}

http::Response answer_clusters(Service& service, const Call&) {
  service.database();
  const auto view = service.groups.wait_for_view();
  return json_answer([&](JsonObject& document, std::string& text) {
    document.text_or_null("made_at", view->made_at);
    exchange::append_json_array(
        document.begin("clusters"), view->clusters,
        [&](const Cluster& cluster) { append_cluster(service, cluster, text); });
  });
}

}  // namespace selfopt::serving
