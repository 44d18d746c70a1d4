#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "page/standing.hpp"

namespace selfopt::page {
namespace {

constexpr std::size_t k_most_actions = 20;

using exchange::escape_markup;

// Two bars, one below the other: how much was done before and after.
std::string effect_html(const Action& action) {
  const Verification& found = action.verification;
  if (found.before <= 0) return "<span class=\"pale\">not measured</span>";
  const auto figure = [&](double value) {
    return found.method == "plan" ? format_count(std::llround(value)) : format_duration_ms(value);
  };
  const double most = std::max(found.before, found.after);
  return fmt::format("{}{}to {}{}<span class=\"pale\">{}</span>", figure(found.before),
                     bar(found.before / most), figure(found.after), bar(found.after / most),
                     found.method == "plan" ? "planner&#39;s cost" : "measured");
}

std::string outcome_html(const Action& action) {
  const std::string& verdict = action.verification.verdict;
  const bool good = action.state == "done" && verdict == "improved";
  const bool bad = action.state == "failed" || action.state == "reverted" || verdict == "regressed";
  const char* kind = good ? " class=\"badge good\"" : bad ? " class=\"badge bad\"" : "";
  const char* between = verdict.empty() ? "" : *kind == '\0' ? ", " : " ";
  return fmt::format("<span{}>{}</span>{}{}", kind, escape_markup(action.state), between,
                     escape_markup(verdict));
}

// Whether several changes have one verification.
bool are_verified_together(const std::vector<Action>& actions) {
  for (std::size_t i = 1; i < actions.size(); ++i) {
    const Verification& one = actions[i - 1].verification;
    const Verification& next = actions[i].verification;
    if (one.before > 0 && one.before == next.before && one.after == next.after) return true;
  }
  return false;
}

std::string undo_html(const Action& action) {
  return action.state == "done"
             ? fmt::format("<code class=\"command\">selfopt apply --undo {}</code>", action.id)
             : escape_markup(action.message);
}

}  // namespace

std::string actions_section(const std::vector<Action>& actions, std::string_view nothing_html) {
  std::string html = "<h2>Changes</h2>\n";
  if (actions.empty()) return html + empty_state(nothing_html);
  if (are_verified_together(actions))
    html +=
        "<p class=\"pale\">Changes of one table that were made together are verified together: "
        "each shows the effect of all of them.</p>\n";
  std::string rows;
  for (std::size_t i = 0; i < std::min(actions.size(), k_most_actions); ++i) {
    const Action& action = actions[i];
    rows += row({{time_html(action.last_moment()), "text"},
                 {fmt::format("<code>{}</code>", escape_markup(action.ddl)), "text sql"},
                 {outcome_html(action), "text"},
                 {effect_html(action), "text"},
                 {undo_html(action), "text"}});
  }
  if (actions.size() > k_most_actions)
    html +=
        fmt::format("<p class=\"pale\">the latest {} of {}</p>\n", k_most_actions, actions.size());
  return html + table("changes",
                      {{"when", true},
                       {"change", true},
                       {"outcome", true},
                       {"effect", true},
                       {"to undo", true}},
                      rows);
}

std::vector<TimelineMark> action_marks(const std::vector<Action>& actions) {
  std::vector<TimelineMark> marks;
  for (const Action& action : actions)
    if (action.state == "done" || action.state == "reverted" || action.state == "undone")
      marks.push_back(
          {action.finished_at, fmt::format("{} {} ({})", action.kind, action.name, action.state)});
  return marks;
}

}  // namespace selfopt::page
