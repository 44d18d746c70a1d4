#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <selfopt/clusters.hpp>
#include <selfopt/units.hpp>
#include <selfopt/utf8.hpp>

#include "exchange/markup.hpp"
#include "exchange/treemap.hpp"

namespace selfopt {
namespace {

using exchange::Box;
using exchange::escape_markup;

constexpr double k_width = 1000;
constexpr double k_height = 640;
constexpr double k_top = 44;
constexpr double k_line = 18;                   // a line of text
constexpr double k_letter = 6.8;                // a letter, on average
constexpr std::size_t k_most_statements = 200;  // of a cluster; the others would be dots

bool by_time(const Clusters& clusters) {
  return clusters.weight == Weight::time && !clusters.clusters.empty() &&
         clusters.clusters.front().share_of_time.has_value();
}

double size_of(const WorkloadQuery& query, bool time) {
  return time ? query.total_ms.value_or(0) : static_cast<double>(query.calls);
}

std::string head(const Clusters& clusters) {
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="Map of the workload">
<style>
text {{ font: 12px system-ui, sans-serif; fill: #1c2733 }}
.title {{ font-weight: 600; font-size: 16px }}
.ground {{ fill: #ffffff }}
.cluster {{ stroke: #ffffff; stroke-width: 3; fill-opacity: .55 }}
.statement {{ fill: #ffffff; fill-opacity: .35; stroke: #ffffff; stroke-opacity: .6 }}
@media (prefers-color-scheme: dark) {{
text {{ fill: #e4e9ee }} .ground {{ fill: #14191f }} .cluster {{ stroke: #14191f }}
.statement {{ fill: #14191f; stroke: #14191f }}
}}
</style>
<rect class="ground" width="{0}" height="{1}"/>
<text class="title" x="8" y="26">{2} of {3}: the area is the share of the {4}</text>
)",
      k_width, k_height,
      counted(static_cast<std::int64_t>(clusters.clusters.size()), "cluster", "clusters"),
      counted(static_cast<std::int64_t>(clusters.queries.size()), "distinct statement",
              "distinct statements"),
      by_time(clusters) ? "time" : "calls");
}

// As much of \p text as fits, or nothing if that says nothing.
std::string fitting(const std::string& text, double width) {
  const auto letters = static_cast<std::size_t>(std::max(0.0, width / k_letter));
  std::string kept;
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const std::size_t length =
        std::max<std::size_t>(1, utf8_length(std::string_view(text).substr(at)));
    if (count + 1 >= letters && at + length < text.size()) {
      constexpr std::size_t k_least = 4;
      return count >= k_least ? kept + "\u2026" : "";
    }
    kept += text.substr(at, length);
    at += length;
  }
  return kept;
}

std::string text_line(const Box& box, int line, const std::string& text) {
  if (box.height < k_line * (line + 1)) return "";
  const std::string shown = fitting(text, box.width - 12);
  if (shown.empty()) return "";
  return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" pointer-events="none">{}</text>
)",
                     box.x + 6, box.y + k_line * (line + 1) - 4, escape_markup(shown));
}

std::string statements(const Clusters& clusters, int cluster, const Box& box) {
  const bool time = by_time(clusters);
  std::vector<const ClusteredQuery*> members;
  for (const ClusteredQuery& query : clusters.queries)
    if (query.cluster == cluster) members.push_back(&query);
  std::ranges::stable_sort(members, [time](const ClusteredQuery* a, const ClusteredQuery* b) {
    return size_of(a->query, time) > size_of(b->query, time);
  });
  members.resize(std::min(members.size(), k_most_statements));
  std::vector<double> sizes;
  for (const ClusteredQuery* member : members)
    sizes.push_back(size_of(member->query, time));
  const std::vector<Box> boxes = treemap(box, sizes);
  std::string out;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].width < 2 || boxes[i].height < 2) continue;
    out += fmt::format(
        R"(<rect class="statement" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}, {}{}</title></rect>
)",
        boxes[i].x + 1, boxes[i].y + 1, boxes[i].width - 2, boxes[i].height - 2,
        counted(members[i]->query.calls, "call", "calls"),
        members[i]->query.total_ms ? format_duration_ms(*members[i]->query.total_ms) + ", " : "",
        escape_markup(members[i]->query.sql.substr(0, 2000)));
  }
  return out;
}

std::string draw(const Clusters& clusters, const Cluster& cluster, const Box& box) {
  // The golden angle keeps the colours of neighbours apart.
  const double hue = std::fmod(210 + 137.508 * cluster.id, 360);
  std::string out = fmt::format(
      R"svg(<rect class="cluster" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="hsl({:.0f},55%,60%)"/>
)svg",
      box.x, box.y, box.width, box.height, hue);
  if (box.width < 4 || box.height < 4) return out;
  out += statements(clusters, cluster.id, {box.x + 2, box.y + 2, box.width - 4, box.height - 4});
  const double share =
      by_time(clusters) ? cluster.share_of_time.value_or(0) : cluster.share_of_calls;
  return out + text_line(box, 0, cluster.name) +
         text_line(box, 1,
                   fmt::format("{:.1f} %, {}", share * 100,
                               counted(cluster.queries, "statement", "statements")));
}

}  // namespace

std::string to_svg(const Clusters& clusters) {
  const bool time = by_time(clusters);
  std::vector<double> sizes;
  for (const Cluster& cluster : clusters.clusters)
    sizes.push_back(time ? cluster.share_of_time.value_or(0) : cluster.share_of_calls);
  std::string out = head(clusters);
  // Clusters are numbered by weight, so their sizes descend.
  const std::vector<Box> boxes = exchange::treemap({0, k_top, k_width, k_height - k_top}, sizes);
  for (std::size_t i = 0; i < boxes.size(); ++i)
    out += draw(clusters, clusters.clusters[i], boxes[i]);
  return out + "</svg>\n";
}

}  // namespace selfopt
