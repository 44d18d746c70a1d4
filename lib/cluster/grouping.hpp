#pragma once

#include <optional>
#include <vector>

#include <selfopt/cluster.hpp>

#include "learn/centres.hpp"
#include "learn/sparse_rows.hpp"

namespace selfopt::grouping {

/// Rows in groups, and what was found out on the way.
struct Groups {
  learn::Labels labels;       ///< -1: in no group
  std::optional<double> eps;  ///< of dbscan
};

/// Groups rows of unit length by the method that \p options name. No rows give no group; with k
/// greater than the number of rows each row is a group.
/// \param weights of each row, >= 0, not all 0
/// \throws Error{input} if there are more rows than agglomerative can take
Groups group(const learn::SparseRows& rows, const std::vector<double>& weights,
             const ClusterOptions& options);

/// \returns \p most of the numbers 0 to \p all - 1, ascending, drawn by \p seed; all of them if
///          there are not more.
std::vector<int> sample(int all, int most, std::uint64_t seed);

}  // namespace selfopt::grouping
