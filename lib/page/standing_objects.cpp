#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "page/standing.hpp"

namespace selfopt::page {
namespace {

constexpr std::size_t k_most_indexes = 40;

using exchange::escape_markup;

std::string rejects_html(const PastLoad& load) {
  if (load.rows_rejected == 0) return "0";
  std::string html = fmt::format("<span class=\"bad\">{}</span>", format_count(load.rows_rejected));
  for (const RejectReason& reject : load.rejects)
    html += fmt::format("<br><span class=\"pale\">line {}{}: {}</span>",
                        format_count(reject.first_line),
                        reject.rows > 1 ? fmt::format(" and {} more", reject.rows - 1) : "",
                        escape_markup(reject.reason));
  return html;
}

}  // namespace

std::string indexes_section(const Standing& standing) {
  std::string html = "<h2>Indexes</h2>\n";
  if (standing.indexes.empty())
    return html + empty_state("This database has no index, or none that you may see.");
  const auto bytes = std::accumulate(standing.indexes.begin(), standing.indexes.end(),
                                     std::int64_t{0}, [](std::int64_t sum, const Index& index) {
                                       return sum + (index.partitioned ? 0 : index.size_bytes);
                                     });
  const std::int64_t days = std::llround(std::floor(standing.usage.days));
  html += fmt::format("<p class=\"pale\">{} of {}; scans have been counted for {}</p>\n",
                      counted(std::ssize(standing.indexes), "index", "indexes"),
                      format_bytes(bytes), days < 1 ? "less than a day" : counted(days, "day"));
  std::string rows;
  for (std::size_t i = 0; i < std::min(standing.indexes.size(), k_most_indexes); ++i) {
    const Index& index = standing.indexes[i];
    const std::string verdict = index_verdict(index, standing.usage, standing.advice);
    rows += row({{escape_markup(index.name), "text"},
                 {escape_markup(index.table), "text"},
                 {format_bytes(index.size_bytes)},
                 {format_count(index.scans)},
                 {fmt::format("<span{}>{}</span>", is_bad_verdict(verdict) ? " class=\"bad\"" : "",
                              escape_markup(verdict)),
                  "text"}});
  }
  if (standing.indexes.size() > k_most_indexes)
    html += fmt::format("<p class=\"pale\">the largest {}</p>\n", k_most_indexes);
  return html + table("indexes",
                      {{"index", true}, {"table", true}, {"size"}, {"scans"}, {"verdict", true}},
                      rows);
}

std::string loads_section(const std::vector<PastLoad>& loads) {
  std::string html = "<h2>Loads</h2>\n";
  if (loads.empty())
    return html + empty_state("No file was loaded. <code>selfopt etl FILE.csv</code> does it.");
  std::string rows;
  for (const PastLoad& load : loads)
    rows += row({{time_html(load.loaded_at), "text"},
                 {escape_markup(load.file), "text"},
                 {escape_markup(load.table) +
                      (load.loaded ? "" : " <span class=\"badge bad\">nothing stored</span>"),
                  "text"},
                 {format_count(load.rows_loaded)},
                 {rejects_html(load), "text"},
                 {format_bytes(load.bytes)},
                 {format_duration_ms(load.seconds * 1000)}});
  return html + table("loads",
                      {{"when", true},
                       {"file", true},
                       {"table", true},
                       {"rows"},
                       {"rejected", true},
                       {"size"},
                       {"time"}},
                      rows);
}

}  // namespace selfopt::page
