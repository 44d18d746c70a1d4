#include <fmt/format.h>

#include <selfopt/report.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/frame.hpp"
#include "page/pieces.hpp"
#include "page/shown_moment.hpp"
#include "page/timeline_svg.hpp"

namespace selfopt {
namespace {

std::string heading(const Performance& performance, const std::string& title) {
  std::string html = fmt::format("<h1>{}</h1>\n", exchange::escape_markup(title));
  const std::string from = performance.from.empty() ? performance.covers_from : performance.from;
  if (!performance.to.empty())
    html += fmt::format("<p class=\"pale\">{} to {} {}</p>\n",
                        from.empty() ? "the beginning" : page::time_html(from),
                        page::time_html(performance.to), page::zone_of(performance.to));
  return html;
}

std::string row(const StatementPerformance& statement) {
  return page::row({{"<code>" + exchange::escape_markup(statement.sql) + "</code>", "text"},
                    {format_count(statement.calls)},
                    {format_duration_ms(statement.total_ms)},
                    {fmt::format("{:.1f} %{}", statement.share * 100, page::bar(statement.share))},
                    {format_duration_ms(statement.mean_ms)},
                    {format_duration_ms(statement.max_ms)},
                    {page::duration_or_dash(statement.cpu_ms)}});
}

}  // namespace

std::string to_html(const Performance& performance) {
  const std::string title =
      performance.database.empty() ? "Statements" : "Statements of " + performance.database;
  std::string html =
      heading(performance, title) + page::tiles(page::performance_tiles(performance));
  if (performance.top.empty()) {
    html += page::empty_state(
        "Nothing was measured in this period. <code>selfopt collect</code> takes a snapshot of "
        "what "
        "the server has run.");
    return page::frame(title, html, page::Assets::inside);
  }
  if (!performance.timeline.empty())
    html += "<h2>Time of all statements</h2>\n" +
            page::timeline_svg({{"all statements", performance.timeline}});
  std::string rows;
  for (const StatementPerformance& statement : performance.top)
    rows += row(statement);
  html += "<h2>Statements with the most total time</h2>\n" +
          page::table("statements with the most total time",
                      {{"statement", true},
                       {"calls"},
                       {"total"},
                       {"share"},
                       {"mean"},
                       {"longest"},
                       {"CPU of a call"}},
                      rows);
  return page::frame(title, html, page::Assets::inside);
}

}  // namespace selfopt
