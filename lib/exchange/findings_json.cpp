#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/check.hpp>

#include "exchange/plan_lines.hpp"
#include "exchange/readable_json.hpp"

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* k_schema = "selfopt.findings/1";

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json write_figures(const Observation& seen) {
  Json out{{"cost", seen.plan.total_cost},
           {"rows", or_null(seen.rows)},
           {"blocks", or_null(seen.blocks)},
           {"temp_blocks", or_null(seen.temp_blocks)},
           {"processed_rows", or_null(seen.processed_rows)}};
  if (!seen.times_ms.empty()) out["times_ms"] = seen.times_ms;
  if (seen.prediction.predicted_ms) {
    out["predicted_ms"] = *seen.prediction.predicted_ms;
    out["low_ms"] = or_null(seen.prediction.low_ms);
    out["high_ms"] = or_null(seen.prediction.high_ms);
  }
  out["plan_hash"] = seen.plan_hash;
  out["plan"] = exchange::plan_lines(seen.plan);
  return out;
}

Json write_finding(const CheckedQuery& query, const Finding& finding) {
  return {{"rule", finding.rule},       {"level", to_string(finding.level)},
          {"query", query.id},          {"query_hash", query.query_hash},
          {"file", query.file},         {"line", query.line},
          {"message", finding.message}, {"cause", finding.cause},
          {"hint", finding.hint}};
}

Json write_query(const CheckedQuery& query, CheckMode mode) {
  Json out{{"query", query.id},
           {"query_hash", query.query_hash},
           {"file", query.file},
           {"line", query.line},
           {"sql", query.sql},
           {"outcome", to_string(query.outcome)},
           {"ratio", or_null(change_ratio(query, mode))},
           {"before", query.before ? write_figures(*query.before) : Json(nullptr)},
           {"after", query.after.plan.type.empty() ? Json(nullptr) : write_figures(query.after)},
           {"error", query.after.error.empty() ? Json(nullptr) : Json(query.after.error)}};
  Json difference = Json::array();
  for (const PlanDifferenceLine& line : query.plan_difference)
    difference.push_back(
        {{"before", line.before}, {"after", line.after}, {"changed", line.changed}});
  out["plan_difference"] = std::move(difference);
  if (!query.suggestion.empty()) out["suggestion"] = query.suggestion;
  return out;
}

Json write_summary(const Findings& findings) {
  Json out{{"queries", findings.queries.size()}};
  for (const Outcome outcome :
       {Outcome::regressed, Outcome::failed, Outcome::changed, Outcome::improved,
        Outcome::unchanged, Outcome::added, Outcome::incomparable, Outcome::not_compared})
    out[outcome == Outcome::not_compared ? "not_compared" : std::string(to_string(outcome))] =
        findings.count(outcome);
  out["missing"] = findings.missing.size();
  out["errors"] = findings.count(Level::error);
  out["warnings"] = findings.count(Level::warning);
  out["notes"] = findings.count(Level::note);
  return out;
}

}  // namespace

std::string to_json(const Findings& findings) {
  Json all = Json::array();
  Json queries = Json::array();
  for (const CheckedQuery& query : findings.queries) {
    for (const Finding& finding : query.findings)
      all.push_back(write_finding(query, finding));
    queries.push_back(write_query(query, findings.mode));
  }
  return exchange::readable_json({{"schema", k_schema},
                                  {"mode", to_string(findings.mode)},
                                  {"database", findings.database},
                                  {"server_version", findings.server_version},
                                  {"baseline", findings.baseline},
                                  {"verdict", to_string(verdict(findings))},
                                  {"summary", write_summary(findings)},
                                  {"findings", std::move(all)},
                                  {"queries", std::move(queries)},
                                  {"missing", findings.missing}});
}

}  // namespace selfopt
