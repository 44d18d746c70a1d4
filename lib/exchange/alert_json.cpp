#include <algorithm>

#include <nlohmann/json.hpp>

#include <selfopt/watch.hpp>

namespace selfopt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t k_longest_summary = 300;

Json write_event(const AlertEvent& event) {
  Json json{{"kind", event.kind},
            {"message", event.message},
            {"at", event.at},
            {"cycle_id", event.cycle_id},
            {"times", event.times}};
  if (event.action != 0) json["action"] = event.action;
  const auto add = [&json](const char* name, const std::string& value) {
    if (!value.empty()) json[name] = value;
  };
  add("table", event.table);
  add("index", event.index);
  add("verdict", event.verdict);
  add("query_hash", event.query_hash);
  add("query", event.query);
  if (event.mean_ms) json["mean_ms"] = *event.mean_ms;
  if (event.usual_ms) json["usual_ms"] = *event.usual_ms;
  return json;
}

}  // namespace

std::string summary(const Alert& alert) {
  std::string text = "selfopt, " + alert.database + ": ";
  text += alert.events.empty() ? "nothing" : alert.events.front().message;
  const auto more = static_cast<std::int64_t>(alert.events.size()) - 1 + alert.left_out;
  if (text.size() > k_longest_summary) {
    std::size_t end = k_longest_summary;
    while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80)  // inside a character of UTF-8
      --end;
    text.replace(end, std::string::npos, "...");
  }
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  if (more > 0) text += " (and " + std::to_string(more) + " more)";
  return text;
}

std::string to_json(const Alert& alert) {
  Json events = Json::array();
  for (const AlertEvent& event : alert.events)
    events.push_back(write_event(event));
  const Json document{
      {"schema", "selfopt.alert/1"}, {"text", summary(alert)},      {"at", alert.at},
      {"database", alert.database},  {"events", std::move(events)}, {"left_out", alert.left_out}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace selfopt
