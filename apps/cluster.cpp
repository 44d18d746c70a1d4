#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <thread>

#include <fmt/format.h>

#include <selfopt/cluster.hpp>
#include <selfopt/clusters.hpp>
#include <selfopt/compress.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>
#include <selfopt/workload.hpp>

#include "commands.hpp"
#include "output.hpp"
#include "shared_options.hpp"
#include "table.hpp"
#include "workload_table.hpp"

namespace selfopt::app {
namespace {

constexpr std::int64_t k_most_jobs = 64;

struct State {
  std::vector<std::string> inputs;
  ClusterOptions options;
  std::string method = "kmeans";
  std::string features = "structure";
  std::string weight = "calls";
  std::string k = "auto";
  std::int64_t seed = 42;
  std::int64_t jobs = std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, k_most_jobs);
  bool no_stability = false;
  std::string model;
  std::string predict;
  std::string compare;
  std::string compress;
  std::string svg;
  std::string html;
  OutputOptions output;
};

std::vector<std::string> inputs_of(const State& state) {
  std::vector<std::string> inputs = named_or_standard_input(state.inputs);
  if (inputs.empty())
    throw Error(ErrorKind::usage, "there is nothing to read", {},
                "Name a file of SQL, Workload or Features lines, or \"-\" for standard input.");
  return inputs;
}

std::string share(const std::optional<double>& value) {
  return value ? fmt::format("{:.1f} %", *value * 100) : "";
}

std::string as_table(const Clusters& clusters) {
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
  return clusters.clusters.empty() ? "" : table.text(stdout_width());
}

std::string as_table(const ClusterDrift& drift) {
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
  return drift.lines.empty() ? "" : table.text(stdout_width());
}

const std::string& name_of(const std::vector<std::string>& names, int cluster) {
  static const std::string none;
  return cluster < 0 ? none : names.at(static_cast<std::size_t>(cluster));
}

std::string line_of(const ClusteredQuery& query, const std::vector<std::string>& names,
                    bool as_csv) {
  const std::string& name = name_of(names, query.cluster);
  return as_csv ? to_csv(query, name) : to_jsonl(query, name);
}

void write_lines(const State& state, const Clusters& clusters) {
  const bool as_csv = state.output.format() == "csv";
  std::vector<std::string> names;
  for (const Cluster& cluster : clusters.clusters)
    names.push_back(cluster.name);
  Output output(state.output.path());
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

int find_clusters(const State& state) {
  const ClusterResult result = cluster(inputs_of(state), state.options);
  const std::string format = state.output.format();
  if (format == "table" || format == "json")
    write_output(state.output.path(),
                 format == "table" ? as_table(result.clusters) : to_json(result.clusters));
  else
    write_lines(state, result.clusters);
  if (!state.model.empty()) write_output(state.model, to_json(result.model));
  if (!state.svg.empty()) write_output(state.svg, to_svg(result.clusters));
  if (!state.html.empty()) write_output(state.html, to_html(result.clusters));
  summarise(result.clusters);
  return 0;
}

int predict(const State& state) {
  const ClusterModel model = load_cluster_model(state.predict);
  std::vector<std::string> names;
  for (const ClusterModel::Centre& centre : model.centres) {
    names.resize(std::max(names.size(), static_cast<std::size_t>(centre.cluster.id) + 1));
    names[static_cast<std::size_t>(centre.cluster.id)] = centre.cluster.name;
  }
  const bool as_csv = state.output.format() == "csv";
  Output output(state.output.path());
  if (as_csv) output.write(clusters_csv_header());
  std::int64_t statements = 0;
  std::int64_t outliers = 0;
  predict_clusters(model, inputs_of(state), state.options.jobs, [&](const ClusteredQuery& query) {
    output.write(line_of(query, names, as_csv));
    ++statements;
    if (query.outlier) ++outliers;
  });
  output.finish();
  log::notice("{}, {} of them fit no cluster", counted(statements, "statement", "statements"),
              format_count(outliers));
  return 0;
}

int compare(const State& state) {
  const ClusterModel model = load_cluster_model(state.compare);
  const ClusterDrift drift = compare_clusters(model, inputs_of(state), state.options.jobs);
  write_output(state.output.path(),
               state.output.format() == "table" ? as_table(drift) : to_json(drift));
  log::notice("drift {:.3f}: {:.1f} % of {} moved, {:.1f} % is new", drift.drift, drift.drift * 100,
              drift.weight == Weight::time ? "the time" : "the calls", drift.new_share * 100);
  return 0;
}

[[noreturn]] void refuse_compress(const std::string& text) {
  throw Error(ErrorKind::usage, fmt::format("--compress \"{}\" cannot be read", text), {},
              "Write a number of statements, or the error that is allowed, such as \"error<=2%\".");
}

// "50", or "error<=2%".
CompressOptions read_compress(const std::string& text) {
  constexpr std::string_view k_error = "error<=";
  const bool is_error = text.starts_with(k_error);
  const std::string_view number = std::string_view(text).substr(is_error ? k_error.size() : 0);
  CompressOptions options;
  double value = 0;
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
  const std::string_view rest(end, static_cast<std::size_t>(number.data() + number.size() - end));
  if (failure != std::errc() || rest != (is_error ? "%" : "")) refuse_compress(text);
  if (is_error && value >= 0 && value <= 100)
    options.error = value / 100;
  else if (!is_error && value >= 1 && value <= 1e9 && value == std::floor(value))
    options.representatives = static_cast<std::int64_t>(value);
  else
    refuse_compress(text);
  return options;
}

int write_compressed(const State& state) {
  CompressOptions options = read_compress(state.compress);
  options.weight = state.options.weight;
  const CompressedWorkload compressed = compress(inputs_of(state), state.options.jobs, options);
  Output output(state.output.path());
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

std::int64_t read_k(const std::string& text) {
  std::int64_t k = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), k);
  if (failure != std::errc() || end != text.data() + text.size() || k < 1)
    throw Error(ErrorKind::usage, fmt::format("--k \"{}\" is neither a number nor \"auto\"", text));
  return k;
}

void check_range(const char* name, const std::optional<double>& value) {
  if (value && !(*value >= 0 && *value <= 2))
    throw Error(ErrorKind::usage,
                fmt::format("{} {} is not a cosine distance, between 0 and 2", name, *value));
}

// Options that the chosen method does not look at are mistakes.
void check_method(const State& state) {
  const bool dbscan = state.options.method == ClusterMethod::dbscan;
  if (dbscan && state.options.k) throw Error(ErrorKind::usage, "--k has no meaning for dbscan");
  if (!dbscan && state.options.eps)
    throw Error(ErrorKind::usage, "--eps belongs to --method dbscan");
  if (state.options.cut && state.options.method != ClusterMethod::agglomerative)
    throw Error(ErrorKind::usage, "--cut belongs to --method agglomerative");
  if (state.options.cut && state.options.k)
    throw Error(ErrorKind::usage, "--cut and --k exclude each other");
}

void read_options(State& state) {
  ClusterOptions& options = state.options;
  options.method = state.method == "dbscan"          ? ClusterMethod::dbscan
                   : state.method == "agglomerative" ? ClusterMethod::agglomerative
                                                     : ClusterMethod::kmeans;
  options.features =
      state.features == "tfidf" ? ClusterFeatures::tfidf : ClusterFeatures::structure;
  options.weight = state.weight == "time" ? Weight::time : Weight::calls;
  if (state.k != "auto") options.k = read_k(state.k);
  check_range("--eps", options.eps);
  check_range("--cut", options.cut);
  check_method(state);
  if (options.min_samples < 1 || options.restarts < 0 || options.max_features.value_or(1) < 1)
    throw Error(ErrorKind::usage, "--min-samples and --max-features begin at 1, --restarts at 0");
  if (state.jobs < 1 || state.jobs > k_most_jobs)
    throw Error(ErrorKind::usage,
                fmt::format("--jobs {} is not between 1 and {}", state.jobs, k_most_jobs));
  options.seed = static_cast<std::uint64_t>(state.seed);
  options.jobs = static_cast<int>(state.jobs);
  options.stability = !state.no_stability;
}

// Each of these is a result of its own.
void check_results(const State& state) {
  const auto given = static_cast<int>(!state.predict.empty()) +
                     static_cast<int>(!state.compare.empty()) +
                     static_cast<int>(!state.compress.empty());
  const bool clusters = !state.model.empty() || !state.svg.empty() || !state.html.empty();
  if (given > 1)
    throw Error(ErrorKind::usage, "--predict, --compare and --compress exclude each other");
  if (given == 1 && clusters)
    throw Error(ErrorKind::usage,
                "--model, --svg and --html go with clusters, not with --predict, --compare or "
                "--compress");
}

int run(State& state) {
  read_options(state);
  check_results(state);
  if (!state.predict.empty()) return predict(state);
  if (!state.compress.empty()) return write_compressed(state);
  return state.compare.empty() ? find_clusters(state) : compare(state);
}

}  // namespace

Runner declare_cluster(CommandLine& line) {
  const auto state = std::make_shared<State>();
  ClusterOptions& options = state->options;
  line.summary("Group the statements of a workload that belong together, and name the groups");
  line.positional("INPUT", state->inputs,
                  "Files of SQL, Workload or Features lines, \"-\" is standard input");
  line.choice("--method", state->method, {"kmeans", "dbscan", "agglomerative"},
              "How statements are grouped");
  line.choice("--features", state->features, {"structure", "tfidf"},
              "Compare by tables, kind, joins, conditions and groups, or by words");
  line.choice("--weight", state->weight, {"calls", "time"},
              "What a statement counts by: how often it runs, or how long in all");
  line.option("--k", "N|auto", state->k,
              "Number of clusters, for kmeans and agglomerative; auto: where they are clearest");
  line.option("--eps", "DISTANCE", options.eps,
              "dbscan: how far neighbours may be; found from the distances if not given");
  line.option("--min-samples", "N", options.min_samples,
              "dbscan: neighbours that make a core, itself included");
  line.option("--cut", "DISTANCE", options.cut,
              "agglomerative: mean distance at which merging stops");
  line.option("--max-features", "N", options.max_features,
              "Compare by the N most frequent words or tokens");
  line.option("--restarts", "N", options.restarts, "kmeans: starts by chance, the best is kept");
  line.option("--seed", "N", state->seed, "The same seed gives the same clusters, everywhere");
  line.flag("--no-stability", state->no_stability,
            "Do not cluster parts of the statements to see whether the same comes out");
  line.option("--model", "FILE", state->model, "Write what --predict and --compare need into FILE");
  line.option("--predict", "MODEL", state->predict,
              "Label each statement with a cluster of this model, and mark outliers");
  line.option("--compare", "MODEL", state->compare,
              "Say which clusters of this model grew, shrank, vanished, and what is new");
  line.option(
      "--compress", "N|error<=P%", state->compress,
      "Write a Workload of N statements, or as few as the error allows, that stand for all");
  line.option("--svg", "FILE", state->svg, "Draw a map of the workload into FILE");
  line.option("--html", "FILE", state->html, "Write a page with the map and the clusters to FILE");
  line.option("--jobs", "N", state->jobs, "Threads; by default one for each processor");
  state->output.declare(line, {"csv", "jsonl", "json", "table"});
  line.example("selfopt collect | selfopt cluster --weight time --format table",
               "what the server spends its time on");
  line.example("selfopt cluster monday.jsonl --model monday.model -o monday.csv",
               "which statement belongs where, and a model for later");
  line.example("selfopt cluster --compare monday.model tuesday.jsonl --format table",
               "what has changed since");
  line.example("selfopt collect | selfopt cluster --compress 50 | selfopt recommend",
               "advice for a large workload from fifty statements of it");
  return [state] { return run(*state); };
}

}  // namespace selfopt::app
