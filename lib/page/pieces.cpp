#include "page/pieces.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/moment.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"

namespace selfopt::page {

using exchange::escape_markup;

std::string tiles(const std::vector<Tile>& tiles) {
  std::string html = "<dl class=\"tiles\">\n";
  for (const Tile& tile : tiles)
    html +=
        fmt::format("<div{}><dt>{}</dt><dd>{}{}</dd></div>\n", tile.is_bad ? " class=\"bad\"" : "",
                    escape_markup(tile.what), escape_markup(tile.value),
                    tile.note.empty() ? "" : "<small>" + escape_markup(tile.note) + "</small>");
  return html + "</dl>\n";
}

std::vector<Tile> performance_tiles(const Performance& performance) {
  std::vector<Tile> all{{"calls", format_count(performance.calls),
                         "of " + counted(performance.statements, "statement")}};
  if (performance.calls == 0) return all;
  all.push_back({"total time", format_duration_ms(performance.total_ms)});
  const auto add = [&](const char* what, const std::optional<double>& ms) {
    if (ms) all.push_back({what, format_duration_ms(*ms)});
  };
  add("average", performance.average_ms);
  add("median", performance.p50_ms);
  add("95 % within", performance.p95_ms);
  add("99 % within", performance.p99_ms);
  add("longest call", performance.maximum_ms);
  add("CPU time", performance.cpu_ms);
  if (performance.peak_memory_bytes)
    all.push_back({"peak memory", format_bytes(*performance.peak_memory_bytes)});
  return all;
}

std::string table(std::string_view label, const std::vector<Column>& columns,
                  const std::string& rows_html) {
  std::string html = fmt::format(
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n<thead><tr>",
      escape_markup(label));
  for (const Column& column : columns)
    html += fmt::format("<th scope=\"col\"{}>{}</th>", column.is_text ? " class=\"text\"" : "",
                        escape_markup(column.title));
  return html + "</tr></thead>\n<tbody>\n" + rows_html + "</tbody></table></div>\n";
}

std::string row(const std::vector<Cell>& cells) {
  std::string html = "<tr>";
  for (const Cell& cell : cells)
    html += *cell.kind == '\0' ? "<td>" + cell.html + "</td>"
                               : fmt::format("<td class=\"{}\">{}</td>", cell.kind, cell.html);
  return html + "</tr>\n";
}

// Not a coloured box: a width in a style attribute is what the strict policy of served pages
// forbids.
std::string bar(double share) {
  return fmt::format(
      "<svg class=\"bar\" viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
      "<rect class=\"whole\" width=\"100\" height=\"4\"/><rect class=\"part\" width=\"{:.1f}\" "
      "height=\"4\"/></svg>",
      std::clamp(share, 0.0, 1.0) * 100);
}

std::string time_html(std::string_view iso) {
  return fmt::format("<time datetime=\"{}\">{}</time>", escape_markup(iso),
                     escape_markup(shown_moment(iso)));
}

std::string duration_or_dash(const std::optional<double>& ms) {
  return ms ? format_duration_ms(*ms) : "&ndash;";
}

std::string empty_state(std::string_view html) {
  return fmt::format("<p class=\"empty\">{}</p>\n", html);
}

}  // namespace selfopt::page
