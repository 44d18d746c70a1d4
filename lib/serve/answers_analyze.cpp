#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "exchange/request_json.hpp"
#include "exchange/standing_json.hpp"
#include "serve/answers.hpp"
#include "serve/json_answer.hpp"
#include "sql/statement.hpp"

namespace selfopt::serving {
namespace {

using exchange::JsonObject;

void append_advice(const Recommendation& advice, std::string& out) {
  JsonObject object(out);
  object.text("table", advice.table);
  exchange::append_figures(advice, object);
  object.end();
}

void append_analysis(const Analysis& analysis, JsonObject& object, std::string& out) {
  const Features& features = analysis.features;
  object.text("schema", "selfopt.analysis/1");
  object.text("query_hash", features.query_hash);
  object.number("complexity_score", features.complexity_score());
  object.flag("index_recommended", analysis.index_recommended);
  object.number("confidence", analysis.confidence);
  object.text("basis", analysis.basis);
  object.text("reason", analysis.reason);
  object.text("normalized_query", features.normalized_query);
  object.text("statement_type", features.statement_type);
  exchange::append_json_array(object.begin("tables"), features.tables,
                              [&](const auto& table) { exchange::append_json_string(out, table); });
  object.count("joins", features.joins);
  object.count("filters", features.filters);
  object.count("aggregations", features.aggregations);
  object.number_or_null("predicted_ms", analysis.runtime.predicted_ms);
  object.number_or_null("low_ms", analysis.runtime.low_ms);
  object.number_or_null("high_ms", analysis.runtime.high_ms);
  object.number_or_null("cost_before", analysis.cost_before);
  object.number_or_null("cost_after", analysis.cost_after);
  exchange::append_json_array(object.begin("recommendations"), analysis.recommendations,
                              [&](const auto& advice) { append_advice(advice, out); });
}

http::Response not_parsed(const Features& features) {
  http::Response response = json_answer([&](JsonObject& object, std::string&) {
    object.text("error", *features.error);
    if (features.error_position) object.count("position", *features.error_position);
  });
  response.status = 422;
  return response;
}

}  // namespace

http::Response answer_analyze(Service& service, const Call& call) {
  const exchange::RequestMembers members =
      exchange::read_request(call.request.body, {{"query", exchange::RequestMember::Kind::text},
                                                 {"what_if", exchange::RequestMember::Kind::flag}});
  const auto query = members.texts.find("query");
  if (query == members.texts.end())
    return http::error_response(422, "the member \"query\" is missing",
                                R"(Send {"query": "select ..."}.)");
  if (query->second.find('\0') != std::string::npos)  // what follows would go unread
    return http::error_response(422, "the query has a character that SQL cannot have");
  const auto what_if = members.flags.find("what_if");
  const std::vector<sql::Statement> statements = sql::split(query->second);
  if (statements.size() != 1)
    return http::error_response(
        422, statements.empty() ? "the query is empty" : "the query is several statements",
        "Send one statement.");
  const Analysis analysis = service.analyzer.analyze(
      std::string(statements.front().text), what_if == members.flags.end() || what_if->second);
  if (analysis.features.error) return not_parsed(analysis.features);
  return json_answer(
      [&](JsonObject& object, std::string& text) { append_analysis(analysis, object, text); });
}

}  // namespace selfopt::serving
