#include <fmt/format.h>

#include <selfopt/clusters.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"

namespace selfopt {
namespace {

using exchange::escape_markup;

constexpr const char* k_style =
    ":root{color-scheme:light dark}body{font:15px/1.4 system-ui,sans-serif;margin:2em auto;"
    "max-width:72em;padding:0 1em}h1{font-size:1.4em}svg{max-width:100%;height:auto}"
    "table{border-collapse:collapse;width:100%;margin-top:1.5em}"
    "th,td{text-align:right;padding:.3em .6em;border-bottom:1px solid #8885;vertical-align:top;"
    "white-space:nowrap}th{font-weight:normal;opacity:.75}"
    ".left{text-align:left;white-space:normal;min-width:10em}.sql{min-width:22em}"
    ".wide{overflow-x:auto}code{font-size:.87em;overflow-wrap:anywhere;display:-webkit-box;"
    "-webkit-box-orient:vertical;-webkit-line-clamp:4;line-clamp:4;overflow:hidden}";

std::string row(const Cluster& cluster) {
  return fmt::format(
      "<tr><td>{}</td><td class=\"left\">{}</td><td>{}</td><td>{}</td><td>{:.1f} %</td><td>{}</td>"
      "<td>{:.2f}</td><td class=\"left sql\"><code title=\"{}\">{}</code></td></tr>\n",
      cluster.id, escape_markup(cluster.name), format_count(cluster.queries),
      format_count(cluster.calls), cluster.share_of_calls * 100,
      cluster.share_of_time ? fmt::format("{:.1f} %", *cluster.share_of_time * 100) : "&ndash;",
      cluster.silhouette, escape_markup(cluster.medoid_sql), escape_markup(cluster.medoid_sql));
}

}  // namespace

std::string to_html(const Clusters& clusters) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width\">\n<title>selfopt clusters</title>\n<style>{}</style>\n"
      "<main>\n<h1>The shape of the workload</h1>\n<p>{} statements, {} distinct; silhouette "
      "{:.2f}{}</p>\n",
      k_style, format_count(clusters.statements),
      format_count(static_cast<std::int64_t>(clusters.queries.size())), clusters.quality.silhouette,
      clusters.quality.stability ? fmt::format(", stability {:.2f}", *clusters.quality.stability)
                                 : "");
  html += to_svg(clusters);
  html +=
      "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"clusters\"><table>\n"
      "<tr><th>cluster</th><th class=\"left\">name</th><th>statements</th><th>calls</th>"
      "<th>of calls</th><th>of time</th><th>silhouette</th><th class=\"left\">for "
      "example</th></tr>\n";
  for (const Cluster& cluster : clusters.clusters)
    html += row(cluster);
  return html + "</table></div>\n</main>\n</html>\n";
}

}  // namespace selfopt
