#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <selfopt/cluster.hpp>
#include <selfopt/clusters.hpp>
#include <selfopt/compress.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "cluster_settings.hpp"
#include "clusters_table.hpp"
#include "commands.hpp"
#include "output.hpp"
#include "table.hpp"

namespace selfopt::app {
namespace {

const std::string& name_of(const std::vector<std::string>& names, int cluster) {
  static const std::string none;
  return cluster < 0 ? none : names.at(static_cast<std::size_t>(cluster));
}

std::string line_of(const ClusteredQuery& query, const std::vector<std::string>& names,
                    bool as_csv) {
  const std::string& name = name_of(names, query.cluster);
  return as_csv ? to_csv(query, name) : to_jsonl(query, name);
}

void write_lines(const ClusterSettings& settings, const Clusters& clusters) {
  const bool as_csv = settings.output.format() == "csv";
  std::vector<std::string> names;
  for (const Cluster& cluster : clusters.clusters)
    names.push_back(cluster.name);
  Output output(settings.output.path());
  if (as_csv) output.write(clusters_csv_header());
  for (const ClusteredQuery& query : clusters.queries)
    output.write(line_of(query, names, as_csv));
  output.finish();
}

void summarise(const Clusters& clusters) {
  const auto parsed = static_cast<std::int64_t>(clusters.queries.size()) - clusters.unparsed;
  if (clusters.unparsed > 0)
    log::warning("{} in no cluster: {}",
                 counted(clusters.unparsed, "statement is", "statements are"),
                 clusters.queries[static_cast<std::size_t>(parsed)].error);
  const ClusterQuality& quality = clusters.quality;
  log::notice("{} of {} in {}: silhouette {:.2f}{}, mean distance to the centre {:.3f}{}",
              counted(parsed, "distinct statement", "distinct statements"),
              format_count(clusters.statements),
              counted(static_cast<std::int64_t>(clusters.clusters.size()), "cluster", "clusters"),
              quality.silhouette,
              quality.silhouette_of < parsed
                  ? fmt::format(" (of {} statements)", format_count(quality.silhouette_of))
                  : "",
              quality.inertia,
              quality.stability ? fmt::format(", stability {:.2f}", *quality.stability) : "");
  if (clusters.eps)
    log::notice("eps {:.3f}; {} in no cluster", *clusters.eps,
                counted(std::ranges::count_if(clusters.queries,
                                              [](const ClusteredQuery& query) {
                                                return query.cluster < 0 && query.error.empty();
                                              }),
                        "outlier", "outliers"));
}

int find_clusters(const ClusterSettings& settings) {
  const ClusterResult result = cluster(settings.inputs(), settings.options());
  const std::string format = settings.output.format();
  if (format == "table" || format == "json")
    write_output(settings.output.path(), format == "table"
                                             ? clusters_table(result.clusters, stdout_width())
                                             : to_json(result.clusters));
  else
    write_lines(settings, result.clusters);
  if (!settings.model.empty()) write_output(settings.model, to_json(result.model));
  if (!settings.svg.empty()) write_output(settings.svg, to_svg(result.clusters));
  if (!settings.html.empty()) write_output(settings.html, to_html(result.clusters));
  summarise(result.clusters);
  return 0;
}

int predict(const ClusterSettings& settings) {
  const ClusterModel model = load_cluster_model(settings.predict);
  std::vector<std::string> names;
  for (const ClusterModel::Centre& centre : model.centres) {
    names.resize(std::max(names.size(), static_cast<std::size_t>(centre.cluster.id) + 1));
    names[static_cast<std::size_t>(centre.cluster.id)] = centre.cluster.name;
  }
  const bool as_csv = settings.output.format() == "csv";
  Output output(settings.output.path());
  if (as_csv) output.write(clusters_csv_header());
  std::int64_t statements = 0;
  std::int64_t outliers = 0;
  predict_clusters(model, settings.inputs(), settings.options().jobs,
                   [&](const ClusteredQuery& query) {
                     output.write(line_of(query, names, as_csv));
                     ++statements;
                     if (query.outlier) ++outliers;
                   });
  output.finish();
  log::notice("{}, {} of them fit no cluster", counted(statements, "statement", "statements"),
              format_count(outliers));
  return 0;
}

int compare(const ClusterSettings& settings) {
  const ClusterModel model = load_cluster_model(settings.compare);
  const ClusterDrift drift = compare_clusters(model, settings.inputs(), settings.options().jobs);
  write_output(settings.output.path(), settings.output.format() == "table"
                                           ? clusters_table(drift, stdout_width())
                                           : to_json(drift));
  log::notice("drift {:.3f}: {:.1f} % of {} moved, {:.1f} % is new", drift.drift, drift.drift * 100,
              drift.weight == Weight::time ? "the time" : "the calls", drift.new_share * 100);
  return 0;
}

int write_compressed(const ClusterSettings& settings) {
  const CompressedWorkload compressed =
      compress(settings.inputs(), settings.options().jobs, settings.compress_options());
  Output output(settings.output.path());
  for (const WorkloadQuery& query : compressed.representatives)
    output.write(to_jsonl(query));
  output.finish();
  if (compressed.unparsed > 0)
    log::warning("{}", counted(compressed.unparsed, "statement does not parse and is left out",
                               "statements do not parse and are left out"));
  log::notice("{} for {}, {} of them distinct; error {:.1f} %",
              counted(static_cast<std::int64_t>(compressed.representatives.size()), "statement",
                      "statements"),
              format_count(compressed.statements), format_count(compressed.distinct),
              compressed.error * 100);
  return 0;
}

int run(const ClusterSettings& settings) {
  if (!settings.predict.empty()) return predict(settings);
  if (!settings.compress.empty()) return write_compressed(settings);
  return settings.compare.empty() ? find_clusters(settings) : compare(settings);
}

}  // namespace

Runner declare_cluster(CommandLine& line) {
  const auto settings = std::make_shared<ClusterSettings>();
  line.summary("Group the statements of a workload that belong together, and name the groups");
  settings->declare(line);
  line.example("selfopt collect | selfopt cluster --weight time --format table",
               "what the server spends its time on");
  line.example("selfopt cluster monday.jsonl --model monday.model -o monday.csv",
               "which statement belongs where, and a model for later");
  line.example("selfopt cluster --compare monday.model tuesday.jsonl --format table",
               "what has changed since");
  line.example("selfopt collect | selfopt cluster --compress 50 | selfopt recommend",
               "advice for a large workload from fifty statements of it");
  return [settings] {
    settings->read();
    return run(*settings);
  };
}

}  // namespace selfopt::app
