#include "exchange/performance_json.hpp"

#include <nlohmann/json.hpp>

#include "exchange/standing_json.hpp"

namespace selfopt::exchange {
namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
Json value_or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json write_span(const PredictionSpan& span) {
  return {{"from", span.from},
          {"to", span.to},
          {"measurements", span.measurements},
          {"measured_ms", span.measured_ms},
          {"predicted_ms", span.predicted_ms},
          {"q_error_p50", span.q_error_p50}};
}

Json write_predictions(const PredictionSummary& predictions) {
  Json out = write_span(predictions.whole);
  out["q_error_p95"] = predictions.q_error_p95;
  out["within_interval"] = predictions.within_interval;
  out["statements"] = predictions.statements;
  out["timeline"] = Json::array();
  for (const PredictionSpan& span : predictions.timeline)
    out["timeline"].push_back(write_span(span));
  return out;
}

Json write_timeline(const std::vector<TimelineSpan>& spans) {
  Json out = Json::array();
  for (const TimelineSpan& span : spans)
    out.push_back(
        {{"from", span.from}, {"to", span.to}, {"calls", span.calls}, {"total_ms", span.total_ms}});
  return out;
}

// As serve answers them.
template <typename Items, typename Append>
Json write_all(const Items& items, Append append) {
  std::string text;
  append_json_array(text, items, [&](const auto& item) { append(item, text); });
  return Json::parse(text);
}

void add_standing(const std::optional<Standing>& standing, Json& document) {
  for (const char* member : {"recommendations", "actions", "indexes", "loads"})
    document[member] = nullptr;
  if (!standing) return;
  document["recommendations"] = write_all(standing->advice, append_advice);
  document["actions"] = write_all(standing->actions, append_action);
  document["indexes"] = write_all(standing->indexes, [&](const Index& index, std::string& text) {
    append_index(index, index_verdict(index, standing->usage, standing->advice), text);
  });
  document["loads"] = write_all(standing->loads, append_load);
}

}  // namespace

std::string write_performance(const Performance& performance) {
  Json document;
  document["schema"] = "selfopt.report/1";
  document["database"] = text_or_null(performance.database);
  document["from"] = text_or_null(performance.from);
  document["to"] = text_or_null(performance.to);
  document["covers_from"] = text_or_null(performance.covers_from);
  document["summary"] = {{"statements", performance.statements},
                         {"total_queries", performance.calls},
                         {"total_time_ms", performance.total_ms},
                         {"avg_time_ms", value_or_null(performance.average_ms)},
                         {"max_time_ms", value_or_null(performance.maximum_ms)},
                         {"p50_ms", value_or_null(performance.p50_ms)},
                         {"p95_ms", value_or_null(performance.p95_ms)},
                         {"p99_ms", value_or_null(performance.p99_ms)},
                         {"cpu_ms", value_or_null(performance.cpu_ms)},
                         {"peak_memory_bytes", value_or_null(performance.peak_memory_bytes)}};
  document["top"] = Json::array();
  for (const StatementPerformance& statement : performance.top)
    document["top"].push_back({{"query_hash", text_or_null(statement.query_hash)},
                               {"sql", statement.sql},
                               {"source", text_or_null(statement.source)},
                               {"calls", statement.calls},
                               {"total_ms", statement.total_ms},
                               {"mean_ms", statement.mean_ms},
                               {"max_ms", statement.max_ms},
                               {"share", statement.share},
                               {"rows", value_or_null(statement.rows)},
                               {"cpu_ms", value_or_null(statement.cpu_ms)},
                               {"peak_memory_bytes", value_or_null(statement.peak_memory_bytes)},
                               {"predicted_ms", value_or_null(statement.predicted_ms)}});
  document["timeline"] = write_timeline(performance.timeline);
  document["clusters"] = Json::array();
  for (const TimelineLayer& cluster : performance.clusters)
    document["clusters"].push_back({{"name", cluster.name},
                                    {"calls", cluster.calls},
                                    {"total_ms", cluster.total_ms},
                                    {"share", cluster.share},
                                    {"timeline", write_timeline(cluster.spans)}});
  document["predictions"] =
      performance.predictions ? write_predictions(*performance.predictions) : Json(nullptr);
  for (const NodeShare& node : performance.nodes)
    document["nodes"].push_back({{"node", node.node},
                                 {"role", node.coordinator ? "coordinator" : "worker"},
                                 {"active", node.active},
                                 {"shards", node.shards},
                                 {"size_bytes", value_or_null(node.size_bytes)}});
  add_standing(performance.standing, document);
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt::exchange
