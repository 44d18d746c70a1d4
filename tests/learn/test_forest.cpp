#include "env/random.hpp"
#include "learn/forest.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

struct Sample {
  std::vector<std::vector<float>> x;
  std::vector<double> y;
};

// y is 1 where the first number is below a half, else 5; the second says nothing.
Sample steps(std::size_t rows) {
  env::Random random(3);
  Sample sample;
  for (std::size_t i = 0; i < rows; ++i) {
    sample.x.push_back(
        {static_cast<float>(random.uniform()), static_cast<float>(random.uniform())});
    sample.y.push_back(sample.x.back()[0] < 0.5F ? 1 : 5);
  }
  return sample;
}

double mean_answer(const std::vector<Tree>& trees, const std::vector<float>& x) {
  double sum = 0;
  for (const Tree& tree : trees)
    sum += static_cast<double>(answer(tree, x));
  return sum / static_cast<double>(trees.size());
}

}  // namespace

TEST_CASE("a forest finds a step", "[learn]") {
  const Sample sample = steps(300);
  const auto trees = learn::train_forest(sample.x, sample.y, {});
  CHECK(trees.size() == 100);
  CHECK(mean_answer(trees, {0.2F, 0.9F}) == Approx(1).margin(0.1));
  CHECK(mean_answer(trees, {0.8F, 0.1F}) == Approx(5).margin(0.1));
}

TEST_CASE("equal seeds give equal forests, others do not", "[learn]") {
  const Sample sample = steps(100);
  learn::ForestOptions options;
  options.trees = 5;
  const auto shape = [&](std::uint64_t seed) {
    options.seed = seed;
    std::vector<float> values;
    for (const Tree& tree : learn::train_forest(sample.x, sample.y, options))
      for (const TreeNode& node : tree)
        values.push_back(node.value);
    return values;
  };
  CHECK(shape(1) == shape(1));
  CHECK(shape(1) != shape(2));
}

TEST_CASE("every node of a tree leads on to later nodes", "[learn]") {
  const Sample sample = steps(200);
  for (const Tree& tree : learn::train_forest(sample.x, sample.y, {}))
    for (std::size_t i = 0; i < tree.size(); ++i)
      if (tree[i].feature != TreeNode::k_leaf) {
        CHECK(tree[i].not_less > i + 1);
        CHECK(tree[i].not_less < tree.size());
      }
}

TEST_CASE("a single row is answered with itself", "[learn]") {
  const auto trees = learn::train_forest({{1.0F}}, {7.0}, {});
  CHECK(mean_answer(trees, {3.0F}) == Approx(7));
}
