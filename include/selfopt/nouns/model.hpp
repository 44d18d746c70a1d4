#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt {

/// What a model foretells.
enum class ModelTarget {
  runtime,        ///< how long a statement takes
  index_benefit,  ///< whether an index makes it more than a tenth cheaper
};
std::string_view to_string(ModelTarget target);

/// What has to be known of a statement before a model can be asked about it.
enum class Knowledge {
  text,      ///< its SQL
  plan,      ///< and its plan
  database,  ///< and the sizes of its tables
};
std::string_view to_string(Knowledge knowledge);

/// How rows are set aside to judge a model with.
enum class Split {
  random,       ///< any: others of the same statement may be in the rest
  by_template,  ///< all of a statement, whatever its constants
  by_cluster,   ///< all of a family: statements of one kind on the same tables
};
std::string_view to_string(Split split);

/// One number that a model looks at, and what the training saw of it.
struct ModelFeature {
  std::string name;
  std::string unit;
  double low = 0;      ///< least value of the training
  double typical = 0;  ///< median
  double high = 0;     ///< greatest value
};

/// A node of a regression tree. Below a node that asks, the answer "less" stands right behind it.
struct TreeNode {
  static constexpr std::int32_t k_leaf = -1;
  std::int32_t feature = k_leaf;  ///< which feature is compared; k_leaf: it answers
  float value = 0;                ///< what it is compared with; of a leaf the answer
  std::uint32_t not_less = 0;     ///< the node to go on with if the feature is not less; 0: a leaf
};
using Tree = std::vector<TreeNode>;  ///< the root first, every node before those below it

/// \param x as many values as the tree's features demand
/// \returns the answer of \p tree
float answer(const Tree& tree, const std::vector<float>& x);

/// One part of a model, trained on a part of the rows. Its answer is that of the base, corrected by
/// the mean of its trees.
struct ModelMember {
  double constant = 0;               ///< of the base
  std::vector<double> coefficients;  ///< of the base, see prediction/base.hpp; may be empty
  std::vector<Tree> trees;
};

/// What a model was made of.
struct ModelOrigin {
  std::string database;    ///< empty: no database was asked
  int server_version = 0;  ///< for example 150020; 0: not known
  std::string trained_at;  ///< ISO 8601 with zone
  std::string data_hash;   ///< of the rows: equal data, equal hash; 16 hex digits
  std::int64_t rows = 0;   ///< distinct ones that were learned from
  std::uint64_t seed = 0;
  Split split = Split::random;  ///< which kind of unseen statements the intervals are made for
};

/// Ten microseconds, in milliseconds: about what the clock and the way to the server are worth.
/// Added to times before they are compared or their logarithm is taken.
constexpr double k_clock_ms = 0.01;

/// \returns how many times too long or too short a prediction was, at least 1
/// \param measured_ms  at least 0
/// \param predicted_ms at least 0
double q_error(double measured_ms, double predicted_ms);

/// How a model did on rows that it had not seen. Of a run time: the first group; of a yes or no:
/// the second.
struct ModelScores {
  std::optional<double> mae_ms;       ///< mean absolute error
  std::optional<double> r2;           ///< 1 - squared error / variance, of milliseconds
  std::optional<double> r2_log;       ///< the same of the logarithms
  std::optional<double> q_error_p50;  ///< median of max(foretold / measured, measured / foretold)
  std::optional<double> q_error_p95;
  std::optional<double> within_interval;  ///< share of the rows

  std::optional<double> accuracy;   ///< share of right answers at 0.5
  std::optional<double> precision;  ///< of those called yes, how many are
  std::optional<double> recall;     ///< of those that are, how many were called yes
  std::optional<double> brier;      ///< mean squared error of the probability
  std::optional<double> auc;        ///< how often a yes gets more than a no; 0.5 is chance
};

/// What `selfopt train` learns and `selfopt predict` uses.
struct Model {
  ModelTarget target = ModelTarget::runtime;
  Knowledge knowledge = Knowledge::text;
  std::vector<ModelFeature> features;
  std::vector<ModelMember> members;  ///< their mean is the model's answer
  double forest_weight = 1;          ///< how far the trees may correct the base, 0 to 1
  /// The error of log(ms + 0.01) that a twentieth of unseen rows goes below or above, as a multiple
  /// of spread_floor plus the disagreement of the trees.
  double error_low = 0;
  double error_high = 0;
  double spread_floor = 1;
  ModelOrigin origin;
  ModelScores scores;
};

}  // namespace selfopt
