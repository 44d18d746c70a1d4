#include "learn/kmeans.hpp"

#include <algorithm>
#include <utility>

#include "env/random.hpp"
#include "env/signals.hpp"
#include "learn/distances.hpp"

namespace selfopt::learn {
namespace {

// Draws a row by its share of \p chances; the first one if all are 0.
int draw(const std::vector<double>& chances, env::Random& random) {
  double sum = 0;
  for (const double chance : chances)
    sum += chance;
  double left = random.uniform() * sum;
  for (std::size_t row = 0; row < chances.size(); ++row) {
    left -= chances[row];
    if (left < 0) return static_cast<int>(row);
  }
  const auto last = std::find_if(chances.rbegin(), chances.rend(), [](double c) { return c > 0; });
  return last == chances.rend() ? 0 : static_cast<int>(chances.rend() - last) - 1;
}

// Rows far from all centres so far are likely to become the next one.
SparseRows draw_centres(const SparseRows& rows, const std::vector<double>& weights, int k,
                        env::Random& random) {
  SparseRows centres(rows.columns());
  std::vector<double> chances = weights;
  std::vector<double> least(weights.size(), 2);
  while (centres.rows() < k) {
    const SparseRow centre = rows.row(draw(chances, random));
    centres.add(centre);
    const std::vector<double> distances = distances_to(rows, centre);
    for (std::size_t row = 0; row < least.size(); ++row) {
      least[row] = std::min(least[row], distances[row]);
      chances[row] = weights[row] * least[row];
    }
  }
  return centres;
}

double inertia_of(const Nearest& state, const std::vector<double>& weights) {
  double sum = 0;
  for (std::size_t row = 0; row < weights.size(); ++row)
    sum += weights[row] * state.distances[row];
  return sum;
}

// Gives each empty group the row that is dearest where it is, and whose group can spare it.
void fill_empty_groups(Nearest& state, const std::vector<double>& weights, int k) {
  std::vector<int> sizes(at(k));
  for (const int label : state.labels)
    ++sizes[at(label)];
  for (int group = 0; group < k; ++group) {
    if (sizes[at(group)] > 0) continue;
    int dearest = -1;
    double most = -1;
    for (std::size_t row = 0; row < weights.size(); ++row) {
      const double cost = (weights[row] + 1e-9) * state.distances[row];
      if (sizes[at(state.labels[row])] > 1 && cost > most) {
        most = cost;
        dearest = static_cast<int>(row);
      }
    }
    --sizes[at(state.labels[at(dearest)])];
    ++sizes[at(group)];
    state.labels[at(dearest)] = group;
    state.distances[at(dearest)] = 0;
  }
}

KMeansResult improve(const SparseRows& rows, const std::vector<double>& weights, Nearest state,
                     const KMeansOptions& options) {
  fill_empty_groups(state, weights, options.k);
  for (int round = 0; round < options.most_rounds; ++round) {
    env::throw_if_interrupted();
    Nearest next = nearest(rows, centres_of(rows, weights, state.labels));
    fill_empty_groups(next, weights, options.k);
    const bool settled = next.labels == state.labels;
    state = std::move(next);
    if (settled) break;
  }
  const double inertia = inertia_of(state, weights);
  return {std::move(state.labels), std::move(state.distances), inertia};
}

}  // namespace

KMeansResult kmeans(const SparseRows& rows, const std::vector<double>& weights,
                    const KMeansOptions& given) {
  KMeansOptions options = given;
  options.k = std::min(options.k, rows.rows());
  if (options.k <= 0) return {};
  env::Random random(options.seed);
  std::optional<KMeansResult> best;
  const auto keep_better = [&](KMeansResult result) {
    if (!best || result.inertia < best->inertia) best = std::move(result);
  };
  if (options.start && group_count(*options.start) == options.k)
    keep_better(
        improve(rows, weights, nearest(rows, centres_of(rows, weights, *options.start)), options));
  for (int start = 0; start < options.restarts || !best; ++start)
    keep_better(improve(rows, weights,
                        nearest(rows, draw_centres(rows, weights, options.k, random)), options));
  return std::move(*best);
}

}  // namespace selfopt::learn
