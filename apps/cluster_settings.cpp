#include "cluster_settings.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/workload.hpp>

namespace selfopt::app {
namespace {

constexpr std::int64_t k_most_jobs = 64;

[[noreturn]] void refuse_compress(const std::string& text) {
  throw Error(ErrorKind::usage, fmt::format("--compress \"{}\" cannot be read", text), {},
              "Write a number of statements, or the error that is allowed, such as \"error<=2%\".");
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

}  // namespace

ClusterSettings::ClusterSettings()
    : m_jobs(std::clamp<std::int64_t>(std::thread::hardware_concurrency(), 1, k_most_jobs)) {}

void ClusterSettings::declare(CommandLine& line) {
  line.positional("INPUT", m_inputs,
                  "Files of SQL, Workload or Features lines, \"-\" is standard input");
  line.choice("--method", m_method, {"kmeans", "dbscan", "agglomerative"},
              "How statements are grouped");
  line.choice("--features", m_features, {"structure", "tfidf"},
              "Compare by tables, kind, joins, conditions and groups, or by words");
  line.choice("--weight", m_weight, {"calls", "time"},
              "What a statement counts by: how often it runs, or how long in all");
  line.option("--k", "N|auto", m_k,
              "Number of clusters, for kmeans and agglomerative; auto: where they are clearest");
  line.option("--eps", "DISTANCE", m_options.eps,
              "dbscan: how far neighbours may be; found from the distances if not given");
  line.option("--min-samples", "N", m_options.min_samples,
              "dbscan: neighbours that make a core, itself included");
  line.option("--cut", "DISTANCE", m_options.cut,
              "agglomerative: mean distance at which merging stops");
  line.option("--max-features", "N", m_options.max_features,
              "Compare by the N most frequent words or tokens");
  line.option("--restarts", "N", m_options.restarts, "kmeans: starts by chance, the best is kept");
  line.option("--seed", "N", m_seed, "The same seed gives the same clusters, everywhere");
  line.flag("--no-stability", m_no_stability,
            "Do not cluster parts of the statements to see whether the same comes out");
  line.option("--model", "FILE", model, "Write what --predict and --compare need into FILE");
  line.option("--predict", "MODEL", predict,
              "Label each statement with a cluster of this model, and mark outliers");
  line.option("--compare", "MODEL", compare,
              "Say which clusters of this model grew, shrank, vanished, and what is new");
  line.option(
      "--compress", "N|error<=P%", compress,
      "Write a Workload of N statements, or as few as the error allows, that stand for all");
  line.option("--svg", "FILE", svg, "Draw a map of the workload into FILE");
  line.option("--html", "FILE", html, "Write a page with the map and the clusters to FILE");
  line.option("--jobs", "N", m_jobs, "Threads; by default one for each processor");
  output.declare(line, {"csv", "jsonl", "json", "table"});
}

void ClusterSettings::read() {
  m_options.method = m_method == "dbscan"          ? ClusterMethod::dbscan
                     : m_method == "agglomerative" ? ClusterMethod::agglomerative
                                                   : ClusterMethod::kmeans;
  m_options.features = m_features == "tfidf" ? ClusterFeatures::tfidf : ClusterFeatures::structure;
  m_options.weight = m_weight == "time" ? Weight::time : Weight::calls;
  if (m_k != "auto") m_options.k = read_k(m_k);
  check_range("--eps", m_options.eps);
  check_range("--cut", m_options.cut);
  check_method();
  if (m_options.min_samples < 1 || m_options.restarts < 0 || m_options.max_features.value_or(1) < 1)
    throw Error(ErrorKind::usage, "--min-samples and --max-features begin at 1, --restarts at 0");
  if (m_jobs < 1 || m_jobs > k_most_jobs)
    throw Error(ErrorKind::usage,
                fmt::format("--jobs {} is not between 1 and {}", m_jobs, k_most_jobs));
  m_options.seed = static_cast<std::uint64_t>(m_seed);
  m_options.jobs = static_cast<int>(m_jobs);
  m_options.stability = !m_no_stability;
  check_results();
}

// Options that the chosen method does not look at are mistakes.
void ClusterSettings::check_method() const {
  const bool dbscan = m_options.method == ClusterMethod::dbscan;
  if (dbscan && m_options.k) throw Error(ErrorKind::usage, "--k has no meaning for dbscan");
  if (!dbscan && m_options.eps) throw Error(ErrorKind::usage, "--eps belongs to --method dbscan");
  if (m_options.cut && m_options.method != ClusterMethod::agglomerative)
    throw Error(ErrorKind::usage, "--cut belongs to --method agglomerative");
  if (m_options.cut && m_options.k)
    throw Error(ErrorKind::usage, "--cut and --k exclude each other");
}

// Each of these is a result of its own.
void ClusterSettings::check_results() const {
  const auto given = static_cast<int>(!predict.empty()) + static_cast<int>(!compare.empty()) +
                     static_cast<int>(!compress.empty());
  const bool clusters = !model.empty() || !svg.empty() || !html.empty();
  if (given > 1)
    throw Error(ErrorKind::usage, "--predict, --compare and --compress exclude each other");
  if (given == 1 && clusters)
    throw Error(ErrorKind::usage,
                "--model, --svg and --html go with clusters, not with --predict, --compare or "
                "--compress");
}

std::vector<std::string> ClusterSettings::inputs() const {
  std::vector<std::string> found = named_or_standard_input(m_inputs);
  if (found.empty())
    throw Error(ErrorKind::usage, "there is nothing to read", {},
                "Name a file of SQL, Workload or Features lines, or \"-\" for standard input.");
  return found;
}

// "50", or "error<=2%".
CompressOptions ClusterSettings::compress_options() const {
  constexpr std::string_view k_error = "error<=";
  const bool is_error = compress.starts_with(k_error);
  const std::string_view number = std::string_view(compress).substr(is_error ? k_error.size() : 0);
  CompressOptions options;
  options.weight = m_options.weight;
  double value = 0;
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
  const std::string_view rest(end, static_cast<std::size_t>(number.data() + number.size() - end));
  if (failure != std::errc() || rest != (is_error ? "%" : "")) refuse_compress(compress);
  if (is_error && value >= 0 && value <= 100)
    options.error = value / 100;
  else if (!is_error && value >= 1 && value <= 1e9 && value == std::floor(value))
    options.representatives = static_cast<std::int64_t>(value);
  else
    refuse_compress(compress);
  return options;
}

}  // namespace selfopt::app
