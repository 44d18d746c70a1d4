#pragma once

// For this room only: SparseRows as Eigen sees them, without a copy.

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include "learn/sparse_rows.hpp"

namespace selfopt::learn {

using EigenRows = Eigen::SparseMatrix<double, Eigen::RowMajor, int>;
using DenseRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<const EigenRows> as_eigen(const SparseRows& rows) {
  return {
      rows.rows(),          rows.columns(),        static_cast<Eigen::Index>(rows.values().size()),
      rows.starts().data(), rows.numbers().data(), rows.values().data()};
}

}  // namespace selfopt::learn
