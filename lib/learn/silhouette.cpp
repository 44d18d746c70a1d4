#include "learn/silhouette.hpp"

#include <algorithm>
#include <limits>

namespace selfopt::learn {
namespace {

// \param sums of the distances to the rows of each group
double silhouette(int own, const std::vector<double>& sums, const std::vector<int>& sizes) {
  if (sizes[at(own)] < 2) return 0;
  const double a = sums[at(own)] / (sizes[at(own)] - 1);
  double b = std::numeric_limits<double>::infinity();
  for (std::size_t group = 0; group < sizes.size(); ++group)
    if (group != at(own) && sizes[group] > 0) b = std::min(b, sums[group] / sizes[group]);
  if (b == std::numeric_limits<double>::infinity()) return 0;
  const double larger = std::max(a, b);
  return larger > 0 ? (b - a) / larger : 0;
}

}  // namespace

std::vector<double> silhouettes(const Distances& distances, const Labels& labels) {
  std::vector<int> sizes(at(group_count(labels)));
  for (const int label : labels)
    if (label >= 0) ++sizes[at(label)];
  std::vector<double> values(labels.size());
  std::vector<double> sums(sizes.size());
  for (int row = 0; row < distances.size(); ++row) {
    if (labels[at(row)] < 0) continue;
    std::ranges::fill(sums, 0.0);
    for (int other = 0; other < distances.size(); ++other)
      if (labels[at(other)] >= 0)
        sums[at(labels[at(other)])] += static_cast<double>(distances(row, other));
    values[at(row)] = silhouette(labels[at(row)], sums, sizes);
  }
  return values;
}

double mean_silhouette(const Distances& distances, const Labels& labels) {
  double sum = 0;
  for (const double value : silhouettes(distances, labels))
    sum += value;
  const auto grouped = std::ranges::count_if(labels, [](int label) { return label >= 0; });
  return grouped > 0 ? sum / static_cast<double>(grouped) : 0;
}

}  // namespace selfopt::learn
