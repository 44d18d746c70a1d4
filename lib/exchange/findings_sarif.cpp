#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <selfopt/check.hpp>
#include <selfopt/version.hpp>

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

// A path as the relative URI that SARIF wants.
std::string uri(const std::string& path) {
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && (std::isalnum(byte) != 0 || c == '/' || c == '.' ||
                                       c == '-' || c == '_' || c == '~');
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

Json result(const CheckedQuery& query, const Finding& finding) {
  std::string message = query.id + ": " + finding.message;
  if (!finding.cause.empty()) message += "; likely cause: " + finding.cause;
  if (!finding.hint.empty()) message += ". " + finding.hint;
  Json out{{"ruleId", finding.rule},
           {"level", to_string(finding.level)},
           {"message", {{"text", message}}},
           {"partialFingerprints", {{"query/v1", query.id + "/" + finding.rule}}}};
  if (query.file.empty()) return out;
  Json place{{"artifactLocation", {{"uri", uri(query.file)}}}};
  if (query.line > 0) place["region"] = {{"startLine", query.line}};
  out["locations"] = Json::array({{{"physicalLocation", std::move(place)}}});
  return out;
}

}  // namespace

std::string to_sarif(const Findings& findings) {
  Json rules = Json::array();
  for (const RuleDescription& rule : check_rules())
    rules.push_back({{"id", rule.code}, {"shortDescription", {{"text", rule.summary}}}});
  Json results = Json::array();
  for (const CheckedQuery& query : findings.queries)
    for (const Finding& finding : query.findings)
      results.push_back(result(query, finding));
  Json driver{{"name", "selfopt"}, {"version", version()}, {"rules", std::move(rules)}};
  const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs", Json::array({{{"tool", {{"driver", std::move(driver)}}},
                                        {"results", std::move(results)}}})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
