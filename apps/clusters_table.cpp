#include "clusters_table.hpp"

#include <optional>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "table.hpp"
#include "workload_table.hpp"

namespace selfopt::app {
namespace {

std::string share(const std::optional<double>& value) {
  return value ? fmt::format("{:.1f} %", *value * 100) : "";
}

}  // namespace

std::string clusters_table(const Clusters& clusters, std::size_t width) {
  using enum Table::Align;
  Table table({{"cluster", right},
               {"statements", right},
               {"calls", right},
               {"of calls", right},
               {"of time", right},
               {"silhouette", right},
               {"name", left, true},
               {"for example", left, true}});
  for (const Cluster& one : clusters.clusters)
    table.add({fmt::format("{}", one.id), format_count(one.queries), format_count(one.calls),
               share(one.share_of_calls), share(one.share_of_time),
               fmt::format("{:.2f}", one.silhouette), one.name, query_label("", one.medoid_sql)});
  return clusters.clusters.empty() ? "" : table.text(width);
}

std::string clusters_table(const ClusterDrift& drift, std::size_t width) {
  using enum Table::Align;
  Table table({{"change"},
               {"before", right},
               {"after", right},
               {"statements", right},
               {"name", left, true},
               {"for example", left, true}});
  for (const ClusterDrift::Line& line : drift.lines)
    table.add({std::string(to_string(line.change)), share(line.share_before),
               share(line.share_after),
               fmt::format("{} - {}", line.queries_before, line.queries_after), line.name,
               query_label("", line.medoid_sql)});
  return drift.lines.empty() ? "" : table.text(width);
}

}  // namespace selfopt::app
