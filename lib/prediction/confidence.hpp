#pragma once

#include <optional>

namespace selfopt::prediction {

/// What is known of how far a what-if can be trusted that says an index pays.
struct Evidence {
  /// Rows of its table that changed since it was analysed, as a share of all; absent: it never was.
  std::optional<double> changed_share;
  /// How many times more rows than the planner expects are found by the statements that the index
  /// is for, the worst of them; absent: nobody knows how many rows they find.
  std::optional<double> misestimate;
  double calls = 1;              ///< of these statements, together
  std::optional<double> spread;  ///< standard deviation / mean of their times, the greatest
  /// That an index pays for these statements, by a model of index benefits; absent: no model.
  std::optional<double> probability;
};

/// \returns how likely the index does what the planner says, 0 to 1:
///
///   start · statistics · rows · calls · spread
///
///   start        the model's probability, else 0.95
///   statistics   1 / (1 + 2 · changed_share); 0.4 if never analysed
///   rows         1 / (1 + log10(misestimate) / 2); 0.95 if not known
///   calls        1 - 0.1 / (1 + log10(calls)): a single call is a chance
///   spread       1 / (1 + spread / 10)
///
/// Found by judgement, not by fitting; a test on a real server, with indexes whose what-if is wrong
/// because of correlated columns and old statistics, sees that it ranks these below the others.
double confidence(const Evidence& evidence);

}  // namespace selfopt::prediction
