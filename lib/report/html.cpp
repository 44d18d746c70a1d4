#include <fmt/format.h>

#include <selfopt/report.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "report/predictions_svg.hpp"
#include "report/shown_moment.hpp"
#include "report/timeline_svg.hpp"

namespace selfopt {
namespace {

std::string time_or_dash(const std::optional<double>& ms) {
  return ms ? format_duration_ms(*ms) : "&ndash;";
}

std::string tile(const char* what, const std::string& value) {
  return fmt::format("<div><b>{}</b><span>{}</span></div>\n", value, what);
}

// Contrast of text is 4.5:1 or more in both schemes.
constexpr const char* k_style =
    ":root{color-scheme:light dark;--ink:#1c1c1c;--pale:#5a5a5a;--line:#d5d5d5;--paper:#fff;"
    "--bar:#2a7f6f}@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--pale:#a8a8a8;"
    "--line:#3a3a3a;--paper:#161616;--bar:#4fb3a1}}"
    "body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:72em;padding:0 1em;"
    "color:var(--ink);background:var(--paper)}h1{font-size:1.4em;margin-bottom:.2em}"
    "h2{font-size:1.1em;margin:1.6em 0 .4em}.pale{color:var(--pale);margin:0}"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8em,1fr));gap:.8em;"
    "margin:1.4em 0}.tiles div{border:1px solid var(--line);border-radius:6px;padding:.5em .9em}"
    ".tiles b{display:block;font-size:1.25em;font-variant-numeric:tabular-nums}"
    ".tiles span{color:var(--pale)}svg{width:100%;height:auto}svg text{fill:var(--pale);"
    "font-size:12px}svg rect{fill:var(--bar)}svg line{stroke:var(--line)}"
    "svg .foretold{fill:var(--ink)}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:right;padding:.35em .6em;border-bottom:1px solid var(--line);"
    "vertical-align:top;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "th{color:var(--pale);font-weight:normal}th:last-child,td:last-child{text-align:left;"
    "font-family:ui-monospace,monospace;font-size:.92em;white-space:pre-wrap;"
    "overflow-wrap:anywhere;min-width:16em}"
    ".bar{background:var(--bar);height:.4em;min-width:1px;margin-left:auto}";

std::string row(const StatementPerformance& statement, bool foretold) {
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td>{}</td>{}<td>{}</td><td>{:.1f} %<div class=\"bar\" "
      "style=\"width:{:.0f}%\"></div></td><td>{}</td><td>{}</td></tr>\n",
      format_count(statement.calls), format_duration_ms(statement.total_ms),
      format_duration_ms(statement.mean_ms),
      foretold ? "<td>" + time_or_dash(statement.predicted_ms) + "</td>" : "",
      format_duration_ms(statement.max_ms), statement.share * 100, statement.share * 100,
      time_or_dash(statement.cpu_ms), exchange::escape_markup(statement.sql));
}

std::string head(const Performance& performance) {
  const std::string of = performance.database.empty()
                             ? ""
                             : " of database " + exchange::escape_markup(performance.database);
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>selfopt report{}</title>\n<style>{}</style>\n"
      "<h1>Statements{}</h1>\n",
      of, k_style, of);
  const std::string from = performance.from.empty() ? performance.covers_from : performance.from;
  if (!performance.to.empty())
    html += fmt::format("<p class=\"pale\">{} to {} UTC</p>\n",
                        from.empty() ? "the beginning" : shown_moment(from),
                        shown_moment(performance.to));
  return html;
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

std::string tiles(const Performance& performance) {
  std::string html = "<div class=\"tiles\">\n";
  html += tile("calls", format_count(performance.calls));
  html += tile("statements", format_count(performance.statements));
  html += tile("total time", format_duration_ms(performance.total_ms));
  html += tile("average", time_or_dash(performance.average_ms));
  html += tile("median", time_or_dash(performance.p50_ms));
  html += tile("95 %", time_or_dash(performance.p95_ms));
  html += tile("99 %", time_or_dash(performance.p99_ms));
  html += tile("maximum", time_or_dash(performance.maximum_ms));
  if (performance.cpu_ms) html += tile("CPU time", format_duration_ms(*performance.cpu_ms));
  if (performance.peak_memory_bytes)
    html += tile("peak memory", format_bytes(*performance.peak_memory_bytes));
  return html + "</div>\n";
}

}  // namespace

std::string to_html(const Performance& performance) {
  std::string html = head(performance) + tiles(performance);
  if (performance.top.empty())
    return html +
           "<p>Nothing was measured in this period. <code>selfopt collect</code> takes a snapshot "
           "of what the server has run.</p>\n</html>\n";
  if (!performance.timeline.empty())
    html += "<h2>Time of all statements</h2>\n" + timeline_svg(performance.timeline);
  if (performance.predictions) html += predictions(*performance.predictions, performance.timeline);
  html += fmt::format(
      "<h2>Statements with the most total time</h2>\n<div "
      "class=\"wide\"><table>\n<tr><th>calls</th><th>total</th><th>mean</th>{}<th>max</th>"
      "<th>share</th><th>CPU</th><th>statement</th></tr>\n",
      performance.predictions ? "<th>foretold</th>" : "");
  for (const StatementPerformance& statement : performance.top)
    html += row(statement, performance.predictions.has_value());
  return html + "</table></div>\n</html>\n";
}

}  // namespace selfopt
