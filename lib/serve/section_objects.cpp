#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "serve/index_verdict.hpp"
#include "serve/sections.hpp"

namespace selfopt::serving {
namespace {

constexpr std::size_t k_most_indexes = 40;

using exchange::escape_markup;

std::string rejects_html(const pg::PastLoad& load) {
  if (load.record.rows_rejected == 0) return "0";
  std::string html =
      fmt::format("<span class=\"bad\">{}</span>", format_count(load.record.rows_rejected));
  for (const pg::RejectReason& reject : load.rejects)
    html += fmt::format("<br><span class=\"pale\">line {}{}: {}</span>",
                        format_count(reject.first_line),
                        reject.rows > 1 ? fmt::format(" and {} more", reject.rows - 1) : "",
                        escape_markup(reject.reason));
  return html;
}

}  // namespace

std::string indexes_section(const Overview& overview) {
  std::string html = "<h2>Indexes</h2>\n";
  if (overview.indexes.empty())
    return html + page::empty_state("This database has no index, or none that you may see.");
  const auto bytes = std::accumulate(overview.indexes.begin(), overview.indexes.end(),
                                     std::int64_t{0}, [](std::int64_t sum, const Index& index) {
                                       return sum + (index.partitioned ? 0 : index.size_bytes);
                                     });
  html += fmt::format("<p class=\"pale\">{} of {}; scans have been counted for {:.0f} days</p>\n",
                      counted(std::ssize(overview.indexes), "index", "indexes"),
                      format_bytes(bytes), overview.usage.days);
  std::string rows;
  for (std::size_t i = 0; i < std::min(overview.indexes.size(), k_most_indexes); ++i) {
    const Index& index = overview.indexes[i];
    const std::string verdict = index_verdict(index, overview.usage, overview.advice);
    const bool bad =
        verdict == "invalid" || verdict.starts_with("unused") || verdict.starts_with("advised");
    rows += page::row(
        {{escape_markup(index.name), "text"},
         {escape_markup(index.table), "text"},
         {format_bytes(index.size_bytes)},
         {format_count(index.scans)},
         {fmt::format("<span{}>{}</span>", bad ? " class=\"bad\"" : "", escape_markup(verdict)),
          "text"}});
  }
  if (overview.indexes.size() > k_most_indexes)
    html += fmt::format("<p class=\"pale\">the largest {}</p>\n", k_most_indexes);
  return html +
         page::table("indexes",
                     {{"index", true}, {"table", true}, {"size"}, {"scans"}, {"verdict", true}},
                     rows);
}

std::string loads_section(const Overview& overview) {
  std::string html = "<h2>Loads</h2>\n";
  if (overview.loads.empty())
    return html +
           page::empty_state("No file was loaded. <code>selfopt etl FILE.csv</code> does it.");
  std::string rows;
  for (const pg::PastLoad& load : overview.loads)
    rows += page::row(
        {{page::time_html(load.loaded_at), "text"},
         {escape_markup(load.record.file), "text"},
         {escape_markup(load.record.table_name) +
              (load.record.loaded ? "" : " <span class=\"badge bad\">nothing stored</span>"),
          "text"},
         {format_count(load.record.rows_loaded)},
         {rejects_html(load), load.record.rows_rejected == 0 ? "" : "text"},
         {format_bytes(load.record.bytes)},
         {format_duration_ms(load.record.seconds * 1000)}});
  return html + page::table("loads",
                            {{"when", true},
                             {"file", true},
                             {"table", true},
                             {"rows"},
                             {"rejected"},
                             {"size"},
                             {"time"}},
                            rows);
}

}  // namespace selfopt::serving
