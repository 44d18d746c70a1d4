#include "cluster/grouping.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

#include "cluster/choose_k.hpp"
#include "env/random.hpp"
#include "learn/dbscan.hpp"
#include "learn/kmeans.hpp"
#include "learn/linkage.hpp"

namespace selfopt::grouping {
namespace {

// Distances between all pairs of so many rows take 200 MB.
constexpr int k_most_linked = 10'000;
// Of more rows a sample tells how many groups there are; what it says changes little above this.
constexpr int k_most_scanned = 1'500;
constexpr int k_most_for_knee = 3'000;

int whole(std::int64_t number, int most) {
  return static_cast<int>(std::min<std::int64_t>(number, most));
}

// The tree of a sample says how many groups there are and where they are; k-means then moves all
// rows to their nearest centre.
learn::Labels by_kmeans(const learn::SparseRows& rows, const std::vector<double>& weights,
                        const ClusterOptions& options) {
  const std::vector<int> chosen = sample(rows.rows(), k_most_scanned, options.seed);
  const learn::SparseRows some = rows.part(chosen);
  const learn::Distances distances(some);
  const learn::Dendrogram tree(distances);
  const learn::Labels cut =
      options.k ? tree.cut_into(whole(*options.k, some.rows())) : best_cut(tree, distances);
  learn::KMeansOptions kmeans;
  kmeans.k = options.k ? whole(*options.k, rows.rows()) : learn::group_count(cut);
  kmeans.restarts = whole(options.restarts, 10'000);
  kmeans.seed = options.seed;
  kmeans.start =
      learn::nearest(rows, learn::centres_of(some, std::vector<double>(chosen.size(), 1), cut))
          .labels;
  return learn::kmeans(rows, weights, kmeans).labels;
}

learn::Labels by_linkage(const learn::SparseRows& rows, const ClusterOptions& options) {
  if (rows.rows() > k_most_linked)
    throw Error(ErrorKind::input,
                fmt::format("{} distinct statements are too many for agglomerative clustering",
                            format_count(rows.rows())),
                fmt::format("It can take {}.", format_count(k_most_linked)),
                "Use --method kmeans.");
  const learn::Distances distances(rows);
  const learn::Dendrogram tree(distances);
  if (options.cut) return tree.cut_at(*options.cut);
  return options.k ? tree.cut_into(whole(*options.k, rows.rows())) : best_cut(tree, distances);
}

Groups by_density(const learn::SparseRows& rows, const ClusterOptions& options) {
  const int min_samples = whole(options.min_samples, std::numeric_limits<int>::max());
  const double eps =
      options.eps ? *options.eps
                  : learn::knee_of_distances(
                        rows.part(sample(rows.rows(), k_most_for_knee, options.seed)), min_samples);
  return {learn::dbscan(rows, eps, min_samples), eps};
}

}  // namespace

std::vector<int> sample(int all, int most, std::uint64_t seed) {
  std::vector<int> numbers(static_cast<std::size_t>(all));
  std::iota(numbers.begin(), numbers.end(), 0);
  if (all <= most) return numbers;
  env::Random random(seed);
  for (std::size_t i = 0; i < static_cast<std::size_t>(most); ++i)
    std::swap(numbers[i], numbers[i + random.below(numbers.size() - i)]);
  numbers.resize(static_cast<std::size_t>(most));
  std::ranges::sort(numbers);
  return numbers;
}

Groups group(const learn::SparseRows& rows, const std::vector<double>& weights,
             const ClusterOptions& options) {
  if (rows.rows() == 0) return {};
  switch (options.method) {
    case ClusterMethod::kmeans:
      return {by_kmeans(rows, weights, options), std::nullopt};
    case ClusterMethod::agglomerative:
      return {by_linkage(rows, options), std::nullopt};
    case ClusterMethod::dbscan:
      return by_density(rows, options);
  }
  return {};
}

}  // namespace selfopt::grouping
