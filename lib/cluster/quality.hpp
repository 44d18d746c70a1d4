#pragma once

#include <vector>

#include <selfopt/cluster.hpp>

#include "cluster/grouping.hpp"
#include "learn/sparse_rows.hpp"

namespace selfopt::grouping {

/// What can be said of a grouping without knowing a better one.
struct Measured {
  ClusterQuality quality;
  std::vector<double> silhouettes;  ///< of each row; 0 for rows that are not in the sample
};

/// \param distances of each row to its group's centre
/// \param weights   of each row
Measured measure(const learn::SparseRows& rows, const Groups& groups,
                 const std::vector<double>& distances, const std::vector<double>& weights,
                 const ClusterOptions& options);

}  // namespace selfopt::grouping
