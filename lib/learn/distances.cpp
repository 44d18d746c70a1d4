#include "learn/distances.hpp"

#include <algorithm>

#include "learn/eigen_rows.hpp"

namespace selfopt::learn {
namespace {

// Rounding can put the cosine of equal vectors a little beside 1.
double distance_of(double cosine) {
  constexpr double k_rounding = 1e-12;
  const double distance = 1 - cosine;
  return distance < k_rounding ? 0 : std::min(distance, 2.0);
}

}  // namespace

Distances::Distances(const SparseRows& rows) : m_size(rows.rows()) {
  const auto size = at(m_size);
  m_values.resize(size * (size - std::min<std::size_t>(size, 1)) / 2);
  for_each_distances(rows, [this](int row, std::span<const double> distances) {
    for (int other = 0; other < row; ++other)
      m_values[place(other, row)] = static_cast<float>(distances[at(other)]);
  });
}

void for_each_distances(const SparseRows& rows,
                        const std::function<void(int row, std::span<const double>)>& on_row) {
  constexpr int k_block = 128;
  const auto all = as_eigen(rows);
  const Eigen::SparseMatrix<double, Eigen::RowMajor, int> turned = all.transpose();
  DenseRows block;
  for (int first = 0; first < rows.rows(); first += k_block) {
    const int count = std::min(k_block, rows.rows() - first);
    const EigenRows some = all.middleRows(first, count);
    block = EigenRows(some * turned);
    for (int i = 0; i < count; ++i) {
      auto row = block.row(i);
      for (double& cosine : row)
        cosine = distance_of(cosine);
      on_row(first + i, {block.row(i).data(), at(rows.rows())});
    }
  }
}

std::vector<double> distances_to(const SparseRows& rows, const SparseRow& vector) {
  Eigen::VectorXd dense = Eigen::VectorXd::Zero(rows.columns());
  for (const Entry& entry : vector)
    dense[entry.column] = entry.value;
  const Eigen::VectorXd cosines = as_eigen(rows) * dense;
  std::vector<double> distances(at(rows.rows()));
  std::ranges::transform(cosines, distances.begin(), distance_of);
  return distances;
}

}  // namespace selfopt::learn
