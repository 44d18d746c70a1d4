#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/model.hpp>

namespace selfopt {

/// How a way to foretell that needs little or no learning did on the same rows.
struct Baseline {
  std::string name;  ///< "mean", "planner_cost", "five_counts", "champion"
  ModelScores scores;
};

/// One row that was set aside or learned from, and what the model says of it. For index_benefit
/// `measured` is 1 for yes and 0 for no, `predicted` a probability.
struct TrainingPoint {
  std::string query_hash;
  std::string family;  ///< kind and tables of the statement
  bool is_test = false;
  double measured = 0;
  std::optional<double> predicted;  ///< of the rows that were set aside
  std::optional<double> low;
  std::optional<double> high;
  std::vector<float> vector;  ///< what the model looks at
};

/// Of the rows that got a probability of about `predicted`, what share were yes.
struct CalibrationBin {
  double predicted = 0;
  double observed = 0;
  std::int64_t rows = 0;
};

/// What came of a training.
struct Training {
  ModelTarget target = ModelTarget::runtime;
  Knowledge knowledge = Knowledge::text;
  Split split = Split::random;
  std::uint64_t seed = 0;
  std::int64_t statements = 0;  ///< of the input
  std::int64_t left_out = 0;    ///< of them without a usable measurement or plan
  std::int64_t rows_train = 0;  ///< distinct vectors
  std::int64_t rows_test = 0;
  std::int64_t rows_refused = 0;    ///< of these the model has no answer to, they are too unlike
  ModelScores scores;               ///< of a model trained on the first, on the second
  std::vector<Baseline> baselines;  ///< likewise
  bool judged_by_recent = false;    ///< the rows set aside were measured after the older model was
                                    ///< trained
  bool champion_wins = false;       ///< the older model, a baseline "champion", is better
  std::vector<CalibrationBin> calibration;  ///< index_benefit only
  std::vector<TrainingPoint> points;        ///< all rows
  double elapsed_ms = 0;
};

}  // namespace selfopt
