#include <fmt/format.h>

#include <selfopt/report.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"

namespace selfopt {
namespace {

using exchange::escape_markup;

std::string time_or_dash(const std::optional<double>& ms) {
  return ms ? format_duration_ms(*ms) : "&ndash;";
}

std::string tile(const char* what, const std::string& value) {
  return fmt::format("<div><b>{}</b><span>{}</span></div>\n", value, what);
}

constexpr const char* k_style =
    "body{font:15px/1.4 system-ui,sans-serif;margin:2em auto;max-width:72em;padding:0 1em;"
    "color:#1c1c1c;background:#fff}h1{font-size:1.4em}.tiles{display:flex;flex-wrap:wrap;gap:1em;"
    "margin:1.5em 0}.tiles div{border:1px solid #ccc;border-radius:6px;padding:.6em "
    "1em;min-width:6em}"
    ".tiles b{display:block;font-size:1.3em}.tiles span{color:#555}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:right;padding:.3em .6em;"
    "border-bottom:1px solid #ddd;vertical-align:top}th:last-child,td:last-child{text-align:left;"
    "font-family:monospace;white-space:pre-wrap;word-break:break-word}"
    ".bar{background:#4a7;height:.5em;min-width:1px}";

std::string row(const StatementPerformance& statement) {
  return fmt::format(
      "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{:.1f} %<div class=\"bar\" "
      "style=\"width:{:.0f}%\"></div></td><td>{}</td><td>{}</td></tr>\n",
      format_count(statement.calls), format_duration_ms(statement.total_ms),
      format_duration_ms(statement.mean_ms), format_duration_ms(statement.max_ms),
      statement.share * 100, statement.share * 100, time_or_dash(statement.cpu_ms),
      escape_markup(statement.sql));
}

}  // namespace

std::string to_html(const Performance& performance) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>selfopt report</title>\n<style>{}</style>\n"
      "<h1>Statements{}</h1>\n<p>{} to {}</p>\n<div class=\"tiles\">\n",
      k_style,
      performance.database.empty() ? "" : " of database " + escape_markup(performance.database),
      escape_markup(performance.from.empty() ? performance.covers_from : performance.from),
      escape_markup(performance.to));
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
  html +=
      "</div>\n<table>\n<tr><th>calls</th><th>total</th><th>mean</th><th>max</th><th>share</th>"
      "<th>CPU</th><th>statement</th></tr>\n";
  for (const StatementPerformance& statement : performance.top)
    html += row(statement);
  return html + "</table>\n</html>\n";
}

}  // namespace selfopt
