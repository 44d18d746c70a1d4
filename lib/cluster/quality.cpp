#include "cluster/quality.hpp"

#include <algorithm>

#include "learn/agreement.hpp"
#include "learn/silhouette.hpp"

namespace selfopt::grouping {
namespace {

// Silhouettes need the distances of all pairs.
constexpr int k_most_for_silhouette = 5'000;
constexpr int k_most_for_stability = 1'000;
constexpr int k_least_for_stability = 10;
constexpr int k_parts = 5;

template <typename T>
std::vector<T> at_places(const std::vector<T>& values, const std::vector<int>& places) {
  std::vector<T> chosen;
  for (const int place : places)
    chosen.push_back(values[learn::at(place)]);
  return chosen;
}

double inertia(const Groups& groups, const std::vector<double>& distances,
               const std::vector<double>& weights) {
  double sum = 0;
  double weight = 0;
  for (std::size_t row = 0; row < weights.size(); ++row) {
    if (groups.labels[row] < 0) continue;
    sum += weights[row] * distances[row];
    weight += weights[row];
  }
  return weight > 0 ? sum / weight : 0;
}

// Whether parts of four fifths of the rows fall into the same groups as all of them together, with
// the same number of groups or the same eps.
std::optional<double> stability(const learn::SparseRows& rows, const Groups& groups,
                                const std::vector<double>& weights, const ClusterOptions& given) {
  const int all = std::min(rows.rows(), k_most_for_stability);
  if (all < k_least_for_stability) return std::nullopt;
  ClusterOptions options = given;
  options.eps = groups.eps;
  if (!options.cut) options.k = learn::group_count(groups.labels);
  double sum = 0;
  for (int part = 0; part < k_parts; ++part) {
    options.seed = given.seed + static_cast<std::uint64_t>(part) + 1;
    const std::vector<int> places = sample(rows.rows(), all * 4 / 5, options.seed);
    const Groups again = group(rows.part(places), at_places(weights, places), options);
    sum += learn::adjusted_rand_index(again.labels, at_places(groups.labels, places));
  }
  return sum / k_parts;
}

}  // namespace

Measured measure(const learn::SparseRows& rows, const Groups& groups,
                 const std::vector<double>& distances, const std::vector<double>& weights,
                 const ClusterOptions& options) {
  Measured measured;
  measured.silhouettes.resize(learn::at(rows.rows()));
  const std::vector<int> places = sample(rows.rows(), k_most_for_silhouette, options.seed);
  const std::vector<double> values =
      learn::silhouettes(learn::Distances(rows.part(places)), at_places(groups.labels, places));
  double sum = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    measured.silhouettes[learn::at(places[i])] = values[i];
    if (groups.labels[learn::at(places[i])] < 0) continue;
    sum += values[i];
    ++measured.quality.silhouette_of;
  }
  if (measured.quality.silhouette_of > 0)
    measured.quality.silhouette = sum / static_cast<double>(measured.quality.silhouette_of);
  measured.quality.inertia = inertia(groups, distances, weights);
  if (options.stability) measured.quality.stability = stability(rows, groups, weights, options);
  return measured;
}

}  // namespace selfopt::grouping
