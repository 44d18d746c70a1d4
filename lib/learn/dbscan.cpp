#include "learn/dbscan.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "env/signals.hpp"
#include "learn/distances.hpp"
#include "learn/groups.hpp"

namespace selfopt::learn {
namespace {

// Rows that are not cores, with the core that they lie nearest to.
constexpr int k_no_core = -1;

std::vector<bool> cores_of(const SparseRows& rows, double eps, int min_samples) {
  std::vector<bool> cores(at(rows.rows()));
  for_each_distances(rows, [&](int row, std::span<const double> distances) {
    env::throw_if_interrupted();
    const auto near = std::ranges::count_if(distances, [eps](double d) { return d <= eps; });
    cores[at(row)] = near >= min_samples;
  });
  return cores;
}

}  // namespace

Labels dbscan(const SparseRows& rows, double eps, int min_samples) {
  const std::vector<bool> cores = cores_of(rows, eps, min_samples);
  Groups groups(rows.rows());
  std::vector<int> nearest_core(cores.size(), k_no_core);
  for_each_distances(rows, [&](int row, std::span<const double> distances) {
    env::throw_if_interrupted();
    const auto self = at(row);
    double least = eps;
    for (std::size_t other = 0; other < cores.size(); ++other) {
      if (!cores[other] || other == self || distances[other] > eps) continue;
      if (cores[self]) {
        groups.join(row, static_cast<int>(other));
      } else if (nearest_core[self] == k_no_core || distances[other] < least) {
        least = distances[other];
        nearest_core[self] = static_cast<int>(other);
      }
    }
  });
  for (std::size_t row = 0; row < cores.size(); ++row)
    if (nearest_core[row] != k_no_core) groups.join(static_cast<int>(row), nearest_core[row]);
  Labels labels = groups.labels();
  Labels numbers(labels.size(), -1);
  int next = 0;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (!cores[row] && nearest_core[row] == k_no_core) {
      labels[row] = -1;
      continue;
    }
    int& number = numbers[at(labels[row])];
    if (number < 0) number = next++;
    labels[row] = number;
  }
  return labels;
}

double knee_of_distances(const SparseRows& rows, int min_samples) {
  std::vector<double> curve;
  for_each_distances(rows, [&](int, std::span<const double> distances) {
    std::vector<double> sorted(distances.begin(), distances.end());
    const auto place =
        std::min(static_cast<std::ptrdiff_t>(sorted.size()), std::ptrdiff_t{min_samples}) - 1;
    std::nth_element(sorted.begin(), sorted.begin() + place, sorted.end());
    curve.push_back(sorted[static_cast<std::size_t>(place)]);
  });
  if (curve.empty()) return 0;
  std::ranges::sort(curve);
  const double rise = curve.back() - curve.front();
  double knee = curve.back();
  double most = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double along = static_cast<double>(i) / static_cast<double>(curve.size());
    const double below_chord = rise > 0 ? along - (curve[i] - curve.front()) / rise : 0;
    if (below_chord > most) {
      most = below_chord;
      knee = curve[i];
    }
  }
  return knee;
}

}  // namespace selfopt::learn
