#pragma once

#include <vector>

namespace selfopt::learn {

/// A sum of parts that are never negative.
struct PositiveSum {
  double constant = 0;               ///< its logarithm
  std::vector<double> coefficients;  ///< one for each part, above 0
};

/// What a fit supposes before it has seen anything.
struct PositivePrior {
  double constant = 0;           ///< logarithm
  std::vector<double> logs;      ///< of the coefficients
  std::vector<double> strength;  ///< how many rows each supposition counts for, above 0
};

/// Fits target ≈ exp(constant) + Σ coefficient · part on a logarithmic scale: the sum of
/// (log(fitted + \p offset) - y)² is made small by the method of Levenberg and Marquardt over the
/// logarithms of the coefficients, so that none gets negative. Each is drawn to its prior; one
/// whose part never occurs stays there. Errors beyond \p tail count linearly (Huber), so that a few
/// odd rows do not decide.
///
/// \param parts at least one row, each as wide as the prior, nothing negative
/// \param y     log(target + offset) of each row
PositiveSum fit_positive_sum(const std::vector<std::vector<double>>& parts,
                             const std::vector<double>& y, const PositivePrior& prior,
                             double offset, double tail);

}  // namespace selfopt::learn
