#include "learn/forest.hpp"

#include <string>
#include <utility>

#include <dlib/random_forest.h>

namespace selfopt::learn {
namespace {

using Trainer = dlib::random_forest_regression_trainer<dlib::dense_feature_extractor>;
using Sample = Trainer::sample_type;
using Nodes = std::vector<dlib::internal_tree_node<dlib::dense_feature_extractor>>;

Sample sample(const std::vector<float>& row) {
  Sample out(static_cast<long>(row.size()));
  for (std::size_t i = 0; i < row.size(); ++i)
    out(static_cast<long>(i)) = static_cast<double>(row[i]);
  return out;
}

// dlib numbers the nodes of a tree as it makes them, and the leaves behind them. Ours stand in the
// order in which they are reached, so that a file needs not say where "less" goes on.
Tree in_preorder(const Nodes& nodes, const std::vector<float>& leaves) {
  Tree tree;
  struct Pending {
    std::uint32_t from;   // of dlib
    std::size_t waiting;  // our node whose not_less this is
    bool is_not_less;
  };
  std::vector<Pending> pending{{0, 0, false}};
  while (!pending.empty()) {
    const Pending next = pending.back();
    pending.pop_back();
    const std::size_t at = tree.size();
    if (next.is_not_less) tree[next.waiting].not_less = static_cast<std::uint32_t>(at);
    if (next.from >= nodes.size()) {
      tree.push_back({TreeNode::k_leaf, leaves[next.from - nodes.size()], 0});
      continue;
    }
    const auto& node = nodes[next.from];
    tree.push_back({static_cast<std::int32_t>(node.split_feature), node.split_threshold, 0});
    pending.push_back({node.right, at, true});
    pending.push_back({node.left, at, false});
  }
  return tree;
}

}  // namespace

std::vector<Tree> train_forest(const std::vector<std::vector<float>>& x,
                               const std::vector<double>& y, const ForestOptions& options) {
  std::vector<Sample> samples;
  samples.reserve(x.size());
  for (const auto& row : x)
    samples.push_back(sample(row));
  Trainer trainer;
  trainer.set_num_trees(options.trees);
  trainer.set_min_samples_per_leaf(options.rows_in_leaf);
  trainer.set_feature_subsampling_fraction(options.feature_share);
  trainer.set_seed(std::to_string(options.seed));
  const auto forest = trainer.train(samples, y);
  std::vector<Tree> trees;
  for (std::size_t i = 0; i < forest.get_num_trees(); ++i)
    trees.push_back(in_preorder(forest.get_internal_tree_nodes()[i], forest.get_tree_leaves()[i]));
  return trees;
}

}  // namespace selfopt::learn
