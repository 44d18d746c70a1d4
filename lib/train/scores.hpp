#pragma once

#include <vector>

#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/prediction.hpp>
#include <selfopt/nouns/training.hpp>

namespace selfopt::training {

/// Compares run times in milliseconds.
/// \param measured, predicted equally many, at least one, none negative
ModelScores score_times(const std::vector<double>& measured, const std::vector<double>& predicted);

/// Compares probabilities with what was: 1 for yes, 0 for no.
/// \param truth, probability equally many, at least one
ModelScores score_probabilities(const std::vector<double>& truth,
                                const std::vector<double>& probability);

/// \returns at most ten bins of equal width over the probabilities, those without rows left out
std::vector<CalibrationBin> calibrate(const std::vector<double>& truth,
                                      const std::vector<double>& probability);

/// \returns how often a yes has a greater value than a no, a tie counting half (the area under the
///          ROC curve; Mann and Whitney's U); 0.5 if there is no yes or no no
double area_under_curve(const std::vector<double>& truth, const std::vector<double>& value);

}  // namespace selfopt::training
