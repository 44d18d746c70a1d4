#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "learn/centres.hpp"
#include "learn/sparse_rows.hpp"

namespace selfopt::learn {

struct KMeansOptions {
  int k = 8;          ///< groups; never more than there are rows
  int restarts = 10;  ///< starts by k-means++; the best result is kept
  int most_rounds = 100;
  std::uint64_t seed = 42;
  /// A further start: the labels 0 to k-1 of some other way to group the rows.
  std::optional<Labels> start = std::nullopt;
};

struct KMeansResult {
  Labels labels;                  ///< no group is empty
  std::vector<double> distances;  ///< of each row to its group's centre
  double inertia = 0;             ///< sum of weight times distance
};

/// Spherical k-means (Dhillon and Modha 2001): rows and centres are of unit length, the distance is
/// cosine distance. Starts are drawn by k-means++ (Arthur and Vassilvitskii 2007). A group that
/// runs empty takes the row that costs most where it is.
/// \param weights of each row, >= 0, not all 0
KMeansResult kmeans(const SparseRows& rows, const std::vector<double>& weights,
                    const KMeansOptions& options);

}  // namespace selfopt::learn
