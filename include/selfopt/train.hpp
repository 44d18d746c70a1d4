#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/nouns/training.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

struct TrainOptions {
  /// What kind of statement the model is to be judged by, and its intervals made for: one that ran
  /// before with other constants (random), a new one (template), one of new tables (cluster).
  Split split = Split::random;
  std::uint64_t seed = 42;  ///< of the split and the forest
  /// An older model of the same kind, not owned; Training::champion_wins says whether it is better.
  /// If at least 20 rows were measured after it was trained (WorkloadQuery::last_seen), half of
  /// these are set aside and both models are judged by them; else by a fifth of all rows, which it
  /// may have learned from. Null: none.
  const Model* champion = nullptr;
  std::int64_t trees = 100;  ///< 10 to 1000; more are slower and hardly better
};

/// A model and how it came about.
struct Trained {
  Model model;  ///< learned from all rows
  Training training;
};

/// Learns how long statements take. A fifth of the rows is set aside to judge a model that is
/// trained on the others; then the model is trained on all of them.
///
/// \param workload statements with times_ms, mean_ms or total_ms, as replay and collect give them
/// \param database where plans and the sizes of tables are asked for; without one the plans of the
///        lines are used if all that have a time have one, else the text alone
/// \throws Error{input} if there are fewer than 20 different statements with usable times, all take
///         equally long, or there are too few templates or families to set some aside;
///         Error{database}; Error{usage} for options out of range
Trained train_runtime(const Workload& workload, const std::optional<Database>& database,
                      const TrainOptions& options);

/// \returns what selfopt.performance_metrics holds of how the statements of \p database ran there:
///          a line for each, its time the median of its measurements; at most 10,000, those seen
///          last
/// \param apart ISO 8601 in UTC: what was measured later gets lines of its own, so that a model
///        of that time can be judged by them; empty: nothing does
/// \throws Error{input} if there are none; Error{database}; Error{refused} if the table may not be
/// read
Workload stored_measurements(const Database& database, const std::string& apart = {});

/// Learns of which statements an index makes more than a tenth cheaper, from what recommend found
/// out: a statement that no advised index helps has no benefit, one that could not be planned is
/// left out. What apply measured of indexes that it made (selfopt.actions of \p database) goes
/// before that.
///
/// \param workload the one that \p advice is for
/// \throws as train_runtime
Trained train_index_benefit(const Workload& workload, const Recommendations& advice,
                            const std::optional<Database>& database, const TrainOptions& options);

/// The same from features and benefits alone.
/// \param features what the statements are made of
/// \param benefits of each the share of its cost or time that the best index took away, 0 to 1
/// \throws Error{input} if they are fewer than 20, or all alike
Trained train_index_benefit(const std::vector<Features>& features,
                            const std::vector<double>& benefits, const TrainOptions& options);

/// \returns one JSON document, schema selfopt.training/1, with its line end
std::string to_json(const Training& training);

/// \returns the rows as CSV with a header: query_hash, family, part (train, test), measured_ms,
///          predicted_ms, low_ms, high_ms (benefits, probability for index_benefit), every feature
/// \param features of the model that came of the training
std::string to_csv(const Training& training, const std::vector<ModelFeature>& features);

/// \returns a picture of foretold against measured times, both logarithmic, of the rows that were
///          set aside; readable on light and dark ground, without scripts
std::string to_svg(const Training& training);

}  // namespace selfopt
