#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <selfopt/nouns/model.hpp>

namespace selfopt::learn {

struct ForestOptions {
  std::size_t trees = 100;
  /// A leaf is made of at most this many rows. Fewer follow the rows more closely.
  std::size_t rows_in_leaf = 5;
  /// The share of the features that each node may ask for, above 0 to 1.
  double feature_share = 1.0 / 3;
  std::uint64_t seed = 1;
};

/// Trains a forest of regression trees on bootstrap samples (Breiman, Random Forests, 2001), with
/// dlib. The same rows, options and seed give the same trees, whatever the number of threads.
/// \param x at least one row, all as wide, finite, and no two alike: repeated rows would make each
///          tree answer with one of them at random, in quadratic time
/// \param y what each row is to answer
std::vector<Tree> train_forest(const std::vector<std::vector<float>>& x,
                               const std::vector<double>& y, const ForestOptions& options);

}  // namespace selfopt::learn
