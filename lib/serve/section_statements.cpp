#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "serve/sections.hpp"
#include "serve/statement_view.hpp"

namespace selfopt::serving {
namespace {

constexpr std::size_t k_longest_shown = 600;

std::string shortened(const std::string& sql) {
  if (sql.size() <= k_longest_shown) return sql;
  std::size_t end = k_longest_shown;
  while (end > 0 && (static_cast<unsigned char>(sql[end]) & 0xc0) == 0x80)
    --end;
  return sql.substr(0, end) + "…";
}

std::string change_html(const pg::StatementWindow& statement) {
  const auto change = change_of(statement);
  if (!change) return "<span class=\"pale\">new</span>";
  constexpr double k_about_the_same = 0.05;
  constexpr double k_many_times = 2;
  if (*change > 1 - k_about_the_same && *change < 1 + k_about_the_same)
    return "<span class=\"pale\">&plusmn;0 %</span>";
  const std::string text =
      *change > k_many_times
          ? fmt::format("{:.1f}&times;", *change)
          : fmt::format("{}{:.0f} %", *change > 1 ? "+" : "&minus;", std::abs(*change - 1) * 100);
  return has_regressed(statement)
             ? fmt::format("<span class=\"badge bad\">{} regressed</span>", text)
             : fmt::format("<span{}>{}</span>", *change < 1 ? " class=\"good\"" : "", text);
}

}  // namespace

std::string statements_section(const Service& service, const Overview& overview) {
  std::string html = "<h2>Statements with the most total time</h2>\n";
  if (overview.statements.empty())
    return html + page::empty_state(
                      "No statement was measured in this period. A longer one may have some; "
                      "<code>selfopt collect</code> takes a snapshot now.");
  std::string rows;
  for (const pg::StatementWindow& statement : overview.statements) {
    const StatementPerformance& now = statement.now;
    rows += page::row({{fmt::format("<a href=\"/queries/{}\"><code>{}</code></a>",
                                    exchange::escape_markup(now.query_hash),
                                    exchange::escape_markup(shortened(service.shown_sql(now.sql)))),
                        "text sql"},
                       {format_count(now.calls)},
                       {format_duration_ms(now.total_ms)},
                       {fmt::format("{:.1f} %{}", now.share * 100, page::bar(now.share))},
                       {format_duration_ms(now.mean_ms)},
                       {change_html(statement)}});
  }
  return html + page::table("statements with the most total time",
                            {{"statement", true},
                             {"calls"},
                             {"total"},
                             {"share"},
                             {"mean"},
                             {"against the " + window_name(overview.window_s) + " before"}},
                            rows);
}

}  // namespace selfopt::serving
