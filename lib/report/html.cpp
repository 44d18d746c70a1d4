#include <fmt/format.h>

#include <selfopt/moment.hpp>
#include <selfopt/report.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/frame.hpp"
#include "page/nodes.hpp"
#include "page/pieces.hpp"
#include "page/standing.hpp"
#include "page/timeline_svg.hpp"
#include "report/predictions_svg.hpp"

namespace selfopt {
namespace {

std::string heading(const Performance& performance, const std::string& title) {
  std::string html = fmt::format("<h1>{}</h1>\n", exchange::escape_markup(title));
  const std::string from = performance.from.empty() ? performance.covers_from : performance.from;
  if (!performance.to.empty())
    html += fmt::format("<p class=\"pale\">{} to {} {}</p>\n",
                        from.empty() ? "the beginning" : page::time_html(from),
                        page::time_html(performance.to),
                        exchange::escape_markup(zone_of(performance.to)));
  return html;
}

// Its first lines, and all of it once it is opened.
std::string statement_text(const std::string& sql) {
  return fmt::format("<details><summary><code>{}</code></summary></details>",
                     exchange::escape_markup(sql));
}

std::string row(const StatementPerformance& statement, bool foretold) {
  std::vector<page::Cell> cells{
      {statement_text(statement.sql), "text sql"},
      {format_count(statement.calls)},
      {format_duration_ms(statement.total_ms)},
      {fmt::format("{:.1f} %{}", statement.share * 100, page::bar(statement.share))},
      {format_duration_ms(statement.mean_ms)}};
  if (foretold) cells.push_back({page::duration_or_dash(statement.predicted_ms)});
  cells.push_back({format_duration_ms(statement.max_ms)});
  cells.push_back({page::duration_or_dash(statement.cpu_ms)});
  return page::row(cells);
}

std::string predictions(const PredictionSummary& summary, const std::vector<TimelineSpan>& spans) {
  return fmt::format(
             "<h2>Measured, and what had been foretold (marks)</h2>\n<p class=\"pale\">{} of {}: "
             "q-error {:.3g} at the median, {:.3g} at 95 %, {:.0f} % within their interval; "
             "measured {}, foretold {}</p>\n",
             counted(summary.whole.measurements, "measurement"),
             counted(summary.statements, "statement"), summary.whole.q_error_p50,
             summary.q_error_p95, 100 * summary.within_interval,
             format_duration_ms(summary.whole.measured_ms),
             format_duration_ms(summary.whole.predicted_ms)) +
         (spans.empty() ? "" : predictions_svg(summary, spans));
}

std::string statements(const Performance& performance) {
  std::string html;
  if (!performance.timeline.empty())
    html +=
        "<h2>Time of all statements</h2>\n" +
        page::timeline_svg(performance.clusters,
                           performance.standing ? page::action_marks(performance.standing->actions)
                                                : std::vector<page::TimelineMark>());
  const bool foretold = performance.predictions.has_value();
  if (foretold) html += predictions(*performance.predictions, performance.timeline);
  std::string rows;
  for (const StatementPerformance& statement : performance.top)
    rows += row(statement, foretold);
  std::vector<page::Column> columns{{"statement", true}, {"calls"}, {"total"}, {"share"}, {"mean"}};
  if (foretold) columns.push_back({"foretold"});
  columns.push_back({"longest"});
  columns.push_back({"CPU of a call"});
  return html + "<h2>Statements with the most total time</h2>\n" +
         page::table("statements with the most total time", columns, rows);
}

// Of changes and loads those of the period.
std::string standing_sections(const Standing& standing) {
  const auto none = [](const char* title, const char* what) {
    return fmt::format("<h2>{}</h2>\n", title) + page::empty_state(what);
  };
  return page::advice_section(standing.advice) +
         (standing.actions.empty() ? none("Changes", "Nothing was changed in this period.")
                                   : page::actions_section(standing.actions)) +
         page::indexes_section(standing) +
         (standing.loads.empty() ? none("Loads", "No file was loaded in this period.")
                                 : page::loads_section(standing.loads));
}

}  // namespace

std::string to_html(const Performance& performance) {
  const std::string title =
      performance.database.empty() ? "Statements" : "Statements of " + performance.database;
  const bool measured = !performance.top.empty();
  std::string html =
      heading(performance, title) + page::tiles(page::performance_tiles(performance)) +
      page::nodes(performance.nodes) +
      (measured ? statements(performance)
                : page::empty_state("Nothing was measured in this period. <code>selfopt "
                                    "collect</code> takes a snapshot of what the server has run."));
  if (performance.standing) html += standing_sections(*performance.standing);
  return page::frame(title, html, page::Assets::inside);
}

}  // namespace selfopt
