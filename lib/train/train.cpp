#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <map>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/train.hpp>
#include <selfopt/units.hpp>

#include "pg/measured_benefits.hpp"
#include "pg/session.hpp"
#include "prediction/estimator.hpp"
#include "prediction/feature_vector.hpp"
#include "train/baselines.hpp"
#include "train/fit.hpp"
#include "train/gather.hpp"
#include "train/scores.hpp"

namespace selfopt {
namespace {

using std::chrono::steady_clock;
using training::FitOptions;
using training::Gathered;
using training::Row;
using training::Rows;

constexpr std::size_t k_least_rows = 20;
constexpr std::size_t k_least_units = 10;  // templates or families, to set aside a fifth of
constexpr std::size_t k_parts = 5;         // of which one is set aside

void check(const TrainOptions& options) {
  constexpr std::int64_t k_least_trees = 10;
  constexpr std::int64_t k_most_trees = 1000;
  if (options.trees < k_least_trees || options.trees > k_most_trees)
    throw Error(ErrorKind::usage,
                fmt::format("--trees must be {} to {}", k_least_trees, k_most_trees));
}

void demand_enough(const Rows& rows, Split split) {
  const auto count = static_cast<std::int64_t>(rows.size());
  if (rows.size() < k_least_rows)
    throw Error(
        ErrorKind::input,
        fmt::format("only {} that a model could tell apart {} usable; at least {} are needed",
                    counted(count, "statement"), count == 1 ? "is" : "are", k_least_rows),
        {}, "Measure more of them: selfopt replay WORKLOAD -o measured.jsonl");
  const auto [least, most] = std::ranges::minmax(rows, {}, &Row::y);
  if (least.y >= most.y)
    throw Error(
        ErrorKind::input,
        fmt::format("all {} rows have the same outcome, so there is nothing to learn", count));
  if (split == Split::random) return;
  const std::size_t units = training::count_units(rows, split);
  if (units < k_least_units)
    throw Error(ErrorKind::input,
                fmt::format("--split {} needs at least {} of them, these are {}", to_string(split),
                            k_least_units, units),
                {}, "Measure more different statements, or use --split random.");
}

TrainingPoint point_of(const Row& row, bool is_test, const Model& model) {
  TrainingPoint point{row.query_hash, row.family, is_test, row.measured, {}, {}, {}, row.x};
  if (!is_test) return point;
  const Prediction said = prediction::predict(model, row.x);
  point.predicted = said.probability ? said.probability : said.predicted_ms;
  point.low = said.low_ms;
  point.high = said.high_ms;
  return point;
}

void score(Training& training) {
  std::vector<double> truth;
  std::vector<double> said;
  double within = 0;
  for (const TrainingPoint& point : training.points) {
    if (point.is_test && !point.predicted) ++training.rows_refused;
    if (!point.predicted) continue;
    truth.push_back(point.measured);
    said.push_back(*point.predicted);
    if (point.low && *point.low <= point.measured && point.measured <= *point.high) within += 1;
  }
  if (truth.empty())
    throw Error(ErrorKind::input, "the model has an answer to none of the rows that were set aside",
                {}, "They are too unlike the others; measure more statements.");
  if (training.target == ModelTarget::runtime) {
    training.scores = training::score_times(truth, said);
    training.scores.within_interval = within / static_cast<double>(truth.size());
  } else {
    training.scores = training::score_probabilities(truth, said);
    training.calibration = training::calibrate(truth, said);
  }
}

// What an older model says of the rows that were set aside. It wins if it answers nearly all of
// them and is nearer to what was measured: on the logarithmic scale, or in probability.
void challenge(const Model& champion, const Rows& answered, Training& training) {
  if (champion.target != training.target || champion.knowledge != training.knowledge)
    throw Error(ErrorKind::usage, "the older model cannot be compared: it looks at other things",
                fmt::format("It foretells {} from the {}, this one {} from the {}.",
                            to_string(champion.target), to_string(champion.knowledge),
                            to_string(training.target), to_string(training.knowledge)));
  std::vector<double> truth;
  std::vector<double> said;
  for (const Row& row : answered) {
    const Prediction prediction = prediction::predict(champion, row.x);
    if (!prediction.reason.empty()) continue;
    truth.push_back(row.measured);
    said.push_back(prediction.probability ? *prediction.probability : *prediction.predicted_ms);
  }
  if (truth.empty()) return;
  const bool times = training.target == ModelTarget::runtime;
  const ModelScores scores =
      times ? training::score_times(truth, said) : training::score_probabilities(truth, said);
  const bool nearer = times ? *scores.q_error_p50 < *training.scores.q_error_p50
                            : *scores.brier < *training.scores.brier;
  const bool answers_most = truth.size() * 10 >= answered.size() * 9;
  training.champion_wins = nearer && answers_most;
  training.baselines.push_back({"champion", scores});
}

// \returns of each row whether it is set aside to judge by: half of the recent ones, which an older
//          model cannot have learned from, if they are enough; else a fifth of all
std::vector<bool> set_aside(const Rows& rows, const FitOptions& options, Training& training) {
  Rows recent;
  std::ranges::copy_if(rows, std::back_inserter(recent), &Row::recent);
  training.judged_by_recent = recent.size() >= k_least_rows;
  const Rows& dealt = training.judged_by_recent ? recent : rows;
  const auto part_of = training::deal_out(dealt, options.split,
                                          training.judged_by_recent ? 2 : k_parts, options.seed);
  std::vector<bool> aside;
  auto part = part_of.begin();
  for (const Row& row : rows)
    aside.push_back((row.recent || !training.judged_by_recent) && *part++ == 0);
  return aside;
}

// Judges a model that has not seen the rows set aside; fills in all but what is known already.
void judge(const Rows& rows, const FitOptions& options, const Model* champion, Training& training) {
  const auto aside = set_aside(rows, options, training);
  Rows learn;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!aside[i]) learn.push_back(rows[i]);
  learn = training::latest_of(learn);
  training.rows_train = static_cast<std::int64_t>(learn.size());
  training.rows_test = std::ranges::count(aside, true);
  const Model judged = training::fit(learn, options);
  Rows answered;  // what others are compared on, too
  for (std::size_t i = 0; i < rows.size(); ++i) {
    training.points.push_back(point_of(rows[i], aside[i], judged));
    if (training.points.back().predicted) answered.push_back(rows[i]);
  }
  score(training);
  training.baselines = training::baselines(learn, answered, options);
  if (champion != nullptr) challenge(*champion, answered, training);
}

Trained train(const Gathered& gathered, ModelTarget target, const TrainOptions& options) {
  const auto start = steady_clock::now();
  check(options);
  demand_enough(gathered.rows, options.split);
  const FitOptions fit_options{target, gathered.knowledge, options.split, options.seed,
                               static_cast<std::size_t>(options.trees)};
  Trained trained;
  Training& training = trained.training;
  training.target = target;
  training.knowledge = gathered.knowledge;
  training.split = options.split;
  training.seed = options.seed;
  training.statements = gathered.statements;
  training.left_out = gathered.left_out;
  judge(gathered.rows, fit_options, options.champion, training);
  const Rows latest = training::latest_of(gathered.rows);
  trained.model = training::fit(latest, fit_options);
  trained.model.scores = training.scores;
  ModelOrigin& origin = trained.model.origin;
  origin.database = gathered.database;
  origin.server_version = gathered.server_version;
  origin.rows = static_cast<std::int64_t>(latest.size());
  origin.data_hash = training::hash_of(latest);
  origin.trained_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  training.elapsed_ms =
      std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
  return trained;
}

// What the best of the advised indexes does for each statement: nothing, if none is for it. What
// was measured of indexes that were really made goes before what the planner thinks of them.
std::vector<std::optional<double>> benefits_by(const Recommendations& advice,
                                               const Workload& workload,
                                               const std::optional<Database>& database) {
  std::map<std::string, double> measured;
  if (database) {
    pg::Session session(*database);
    measured = pg::measured_benefits(session);
  }
  std::map<std::string, double> best;
  for (const Recommendation& one : advice.recommendations)
    for (const QueryCost& cost : one.queries)
      if (cost.cost_before > 0)
        best[cost.query_hash] =
            std::max(best[cost.query_hash], 1 - cost.cost_after / cost.cost_before);
  std::vector<std::optional<double>> benefits;
  for (const WorkloadQuery& query : workload) {
    const bool unsupported =
        std::ranges::count(advice.unsupported, query.query_hash, &UnsupportedQuery::query_hash) > 0;
    if (const auto found = measured.find(query.query_hash); found != measured.end())
      benefits.emplace_back(found->second);
    else
      benefits.push_back(unsupported ? std::nullopt : std::optional(best[query.query_hash]));
  }
  return benefits;
}

}  // namespace

Trained train_runtime(const Workload& workload, const std::optional<Database>& database,
                      const TrainOptions& options) {
  const std::string recent_since =
      options.champion == nullptr ? std::string() : options.champion->origin.trained_at;
  return train(training::gather_times(workload, database, recent_since), ModelTarget::runtime,
               options);
}

Trained train_index_benefit(const Workload& workload, const Recommendations& advice,
                            const std::optional<Database>& database, const TrainOptions& options) {
  return train(
      training::gather_benefits(workload, benefits_by(advice, workload, database), database),
      ModelTarget::index_benefit, options);
}

Trained train_index_benefit(const std::vector<Features>& features,
                            const std::vector<double>& benefits, const TrainOptions& options) {
  if (features.size() != benefits.size())
    throw Error(ErrorKind::input,
                fmt::format("{} statements but {} benefits", features.size(), benefits.size()));
  Gathered gathered;
  gathered.statements = static_cast<std::int64_t>(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i].error || !std::isfinite(benefits[i])) {
      ++gathered.left_out;
      continue;
    }
    const double pays = training::pays(benefits[i]);
    gathered.rows.push_back(
        {features[i].query_hash, training::family_of(features[i]),
         prediction::feature_vector(Knowledge::text, features[i], nullptr, nullptr), pays, pays, 1,
         false});
  }
  gathered.rows = training::merge_alike(std::move(gathered.rows), ModelTarget::index_benefit);
  return train(gathered, ModelTarget::index_benefit, options);
}

}  // namespace selfopt
