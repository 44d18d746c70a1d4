#pragma once

#include <optional>
#include <string>
#include <vector>

namespace selfopt {

/// What one feature of a statement does to its prediction.
struct Driver {
  std::string feature;
  double value = 0;    ///< as people count it: planner units, rows, bytes, not their logarithms
  double typical = 0;  ///< median of the training
  /// Of a run time: how many times longer the statement takes than if the feature were typical. Of
  /// a probability: how much higher it is.
  double effect = 0;
};

/// What a model foretells of one statement. Without an answer everything but `reason` is absent.
struct Prediction {
  std::string query_hash;
  std::optional<double> predicted_ms;  ///< never negative
  std::optional<double> low_ms;        ///< nine of ten statements take at least this ...
  std::optional<double> high_ms;       ///< ... and at most this: the two together leave out a tenth
  std::optional<double> probability;   ///< that an index makes it more than a tenth cheaper
  std::string reason;                  ///< why there is no answer
  std::vector<Driver> drivers;         ///< the strongest first; only if asked for, ten at most

  /// \returns whether an index is likelier to help than not
  bool index_recommended() const { return probability.value_or(0) > 0.5; }
};

}  // namespace selfopt
