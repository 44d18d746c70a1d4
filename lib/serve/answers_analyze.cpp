#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "exchange/json_text.hpp"
#include "exchange/request_json.hpp"
#include "serve/answers.hpp"
#include "sql/statement.hpp"

namespace selfopt::serving {
namespace {

using exchange::JsonObject;

void append_advice(std::string& out, const Recommendation& advice) {
  JsonObject object(out);
  object.text("table", advice.table);
  object.text("ddl", advice.ddl);
  object.count("size_bytes", advice.size_bytes);
  object.number("benefit", advice.benefit);
  object.number_or_null("confidence", advice.confidence);
  object.text("reason", advice.reason);
  object.end();
}

std::string to_json(const Analysis& analysis) {
  const Features& features = analysis.features;
  std::string out;
  JsonObject object(out);
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
                              [&](const auto& advice) { append_advice(out, advice); });
  object.end();
  return out + "\n";
}

http::Response not_parsed(const Features& features) {
  http::Response response;
  response.status = 422;
  JsonObject object(response.body);
  object.text("error", *features.error);
  if (features.error_position) object.count("position", *features.error_position);
  object.end();
  response.body += '\n';
  return response;
}

}  // namespace

http::Response answer_analyze(Service& service, const Call& call) {
  const exchange::RequestMembers members = exchange::read_request(call.request.body);
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
  http::Response response;
  response.body = to_json(analysis);
  return response;
}

}  // namespace selfopt::serving
