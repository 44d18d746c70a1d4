#include "exchange/log_json.hpp"

#include <nlohmann/json.hpp>

#include "exchange/json_text.hpp"

namespace selfopt::exchange {

bool read_log_line(std::string_view text, LogLine& line) {
  const auto json = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object()) return false;
  const auto member = [&json](const char* name) -> std::string {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  line.time = member("timestamp");
  line.user = member("user");
  line.database = member("dbname");
  line.session = member("session_id");
  line.severity = member("error_severity");
  line.message = member("message");
  line.detail = member("detail");
  // Escaped as \u0000: no server has a text with it, and none takes it.
  const auto has_nul = [&line](std::string LogLine::*part) {
    return (line.*part).find('\0') != std::string::npos;
  };
  if (has_nul(&LogLine::user) || has_nul(&LogLine::database) || has_nul(&LogLine::message) ||
      has_nul(&LogLine::detail))
    return false;
  return !line.severity.empty();
}

bool read_auto_explain(std::string_view text, ExplainedStatement& statement) {
  if (json_depth(text) > k_deepest_json) return false;
  auto json = nlohmann::ordered_json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object() || !json.contains("Plan") || !json["Plan"].is_object()) return false;
  const auto sql = json.find("Query Text");
  if (sql == json.end() || !sql->is_string()) return false;
  statement.sql = sql->get<std::string>();
  json.erase("Query Text");
  json.erase("Query Parameters");
  statement.plan_json = nlohmann::ordered_json::array({json}).dump();
  return true;
}

}  // namespace selfopt::exchange
