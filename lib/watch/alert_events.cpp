#include "watch/alert_events.hpp"

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "pg/slower_statements.hpp"

namespace selfopt::loop {
namespace {

AlertEvent event_of(const Action& action, const std::string& kind, const std::string& message) {
  AlertEvent event;
  event.kind = kind;
  event.message = message;
  event.action = action.id;
  event.table = action.table;
  event.index = action.name;
  event.verdict = action.verification.verdict;
  return event;
}

}  // namespace

std::vector<AlertEvent> events_of(const std::vector<Action>& actions) {
  std::vector<AlertEvent> events;
  for (const Action& action : actions) {
    const std::string what = fmt::format("{} of {} on {}", action.kind, action.name, action.table);
    const std::string& verdict = action.verification.verdict;
    if (action.state == "reverted")
      events.push_back(event_of(
          action, "reverted",
          fmt::format("{} was taken back{}{}", what, verdict.empty() ? "" : ": ", verdict)));
    else if (action.state == "done" && (verdict == "regressed" || verdict == "useless"))
      events.push_back(event_of(
          action, "failed",
          fmt::format("{} is {}, but could not be taken back: {}", what, verdict, action.message)));
    else if (action.state == "failed" || action.state == "intended")
      events.push_back(
          event_of(action, "failed", fmt::format("{} failed: {}", what, action.message)));
  }
  return events;
}

std::vector<AlertEvent> slower_statements(pg::Session& session) {
  std::vector<AlertEvent> events;
  for (pg::SlowerStatement& slower : pg::find_slower_statements(session)) {
    AlertEvent event;
    event.kind = "regression";
    event.message =
        fmt::format("statement {} takes {} a call, usually {}", slower.query_hash,
                    format_duration_ms(slower.mean_ms), format_duration_ms(slower.usual_ms));
    event.query_hash = std::move(slower.query_hash);
    event.query = std::move(slower.query);
    event.mean_ms = slower.mean_ms;
    event.usual_ms = slower.usual_ms;
    events.push_back(std::move(event));
  }
  return events;
}

AlertEvent event_of_failure(const std::string& error) {
  AlertEvent event;
  event.kind = "cycle_failed";
  event.message = "a cycle failed: " + error;
  return event;
}

}  // namespace selfopt::loop
