#include "train/baselines.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "learn/forest.hpp"
#include "prediction/base.hpp"
#include "prediction/feature_vector.hpp"
#include "train/scores.hpp"

namespace selfopt::training {
namespace {

double mean_y(const Rows& rows) {
  double sum = 0;
  for (const Row& row : rows)
    sum += row.y;
  return sum / static_cast<double>(rows.size());
}

// The least squares line of y over the planner's cost.
std::vector<double> by_planner_cost(const Rows& learn, const Rows& test) {
  const auto cost = [](const Row& row) {
    return static_cast<double>(row.x[prediction::place_of_total_cost()]);
  };
  double mean_cost = 0;
  for (const Row& row : learn)
    mean_cost += cost(row) / static_cast<double>(learn.size());
  const double middle = mean_y(learn);
  double product = 0;
  double square = 0;
  for (const Row& row : learn) {
    product += (cost(row) - mean_cost) * (row.y - middle);
    square += (cost(row) - mean_cost) * (cost(row) - mean_cost);
  }
  const double slope = square > 0 ? product / square : 0;
  std::vector<double> said;
  for (const Row& row : test)
    said.push_back(middle + slope * (cost(row) - mean_cost));
  return said;
}

std::vector<double> by_five_counts(const Rows& learn, const Rows& test, const FitOptions& options) {
  const auto short_row = [](const Row& row) {
    Row few = row;
    few.x.resize(prediction::k_five_counts);
    return few;
  };
  Rows few;
  std::ranges::transform(learn, std::back_inserter(few), short_row);
  few = merge_alike(std::move(few), options.target);
  std::vector<std::vector<float>> x;
  std::vector<double> y;
  for (const Row& row : few) {
    x.push_back(row.x);
    y.push_back(row.y);
  }
  learn::ForestOptions forest;
  forest.trees = options.trees;
  forest.seed = options.seed;
  forest.rows_in_leaf = 1;
  forest.feature_share = 1;
  const std::vector<Tree> trees = learn::train_forest(x, y, forest);
  std::vector<double> said;
  for (const Row& row : test) {
    const std::vector<float> counts = short_row(row).x;
    double sum = 0;
    for (const Tree& tree : trees)
      sum += static_cast<double>(answer(tree, counts));
    said.push_back(sum / static_cast<double>(trees.size()));
  }
  return said;
}

ModelScores score(const Rows& test, const std::vector<double>& said, ModelTarget target) {
  std::vector<double> truth;
  std::vector<double> answers;
  for (std::size_t i = 0; i < test.size(); ++i) {
    truth.push_back(test[i].measured);
    answers.push_back(target == ModelTarget::runtime ? std::max(0.0, std::exp(said[i]) - k_clock_ms)
                                                     : std::clamp(said[i], 0.0, 1.0));
  }
  return target == ModelTarget::runtime ? score_times(truth, answers)
                                        : score_probabilities(truth, answers);
}

}  // namespace

std::vector<Baseline> baselines(const Rows& learn, const Rows& test, const FitOptions& options) {
  std::vector<Baseline> all;
  const std::vector<double> same(test.size(), mean_y(learn));
  all.push_back({"mean", score(test, same, options.target)});
  if (options.target == ModelTarget::runtime && options.knowledge != Knowledge::text)
    all.push_back({"planner_cost", score(test, by_planner_cost(learn, test), options.target)});
  all.push_back({"five_counts", score(test, by_five_counts(learn, test, options), options.target)});
  return all;
}

}  // namespace selfopt::training
