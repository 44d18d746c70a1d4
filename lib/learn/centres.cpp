#include "learn/centres.hpp"

#include <algorithm>
#include <cmath>

#include "learn/eigen_rows.hpp"

namespace selfopt::learn {
namespace {

constexpr double k_negligible = 1e-3;

SparseRow direction(const Eigen::VectorXd& sum) {
  SparseRow row;
  const double length = sum.norm();
  double kept = 0;
  for (Eigen::Index column = 0; column < sum.size(); ++column) {
    if (std::abs(sum[column]) <= k_negligible * length) continue;
    row.push_back({static_cast<int>(column), sum[column]});
    kept += sum[column] * sum[column];
  }
  for (Entry& entry : row)
    entry.value /= std::sqrt(kept);
  return row;
}

}  // namespace

int group_count(const Labels& labels) {
  return labels.empty() ? 0 : *std::ranges::max_element(labels) + 1;
}

SparseRows centres_of(const SparseRows& rows, const std::vector<double>& weights,
                      const Labels& labels) {
  const int groups = group_count(labels);
  std::vector<std::vector<int>> members(at(groups));
  for (int row = 0; row < rows.rows(); ++row)
    if (labels[at(row)] >= 0) members[at(labels[at(row)])].push_back(row);
  SparseRows centres(rows.columns());
  Eigen::VectorXd sum(rows.columns());
  for (const std::vector<int>& group : members) {
    const bool weightless =
        std::ranges::none_of(group, [&](int row) { return weights[at(row)] > 0; });
    sum.setZero();
    for (const int row : group)
      for (int i = rows.starts()[at(row)]; i < rows.starts()[at(row) + 1]; ++i)
        sum[rows.numbers()[at(i)]] += (weightless ? 1.0 : weights[at(row)]) * rows.values()[at(i)];
    centres.add(direction(sum));
  }
  return centres;
}

Nearest nearest(const SparseRows& rows, const SparseRows& centres) {
  constexpr int k_block = 1024;
  Nearest result;
  if (centres.rows() == 0) {
    result.labels.assign(at(rows.rows()), -1);
    result.distances.assign(at(rows.rows()), 1);
    return result;
  }
  // One row a feature: the product runs along centres, which keeps its order of adding.
  const DenseRows turned = DenseRows(as_eigen(centres)).transpose();
  const auto all = as_eigen(rows);
  for (int first = 0; first < rows.rows(); first += k_block) {
    const int count = std::min(k_block, rows.rows() - first);
    const DenseRows cosines = EigenRows(all.middleRows(first, count)) * turned;
    for (int i = 0; i < count; ++i) {
      Eigen::Index best = 0;
      for (Eigen::Index centre = 1; centre < cosines.cols(); ++centre)
        if (cosines(i, centre) > cosines(i, best)) best = centre;
      result.labels.push_back(static_cast<int>(best));
      result.distances.push_back(std::clamp(1 - cosines(i, best), 0.0, 2.0));
    }
  }
  return result;
}

}  // namespace selfopt::learn
