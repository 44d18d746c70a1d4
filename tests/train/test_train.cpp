#include <limits>
#include <set>

#include <selfopt/error.hpp>
#include <selfopt/model.hpp>
#include <selfopt/predict.hpp>
#include <selfopt/train.hpp>

#include "sql/features.hpp"
#include "support/catch.hpp"
#include "support/measured_workload.hpp"

using namespace selfopt;

namespace {

std::string failure(const Workload& workload, const TrainOptions& options = {}) {
  try {
    train_runtime(workload, std::nullopt, options);
    return {};
  } catch (const Error& error) {
    CHECK((error.kind() == ErrorKind::input || error.kind() == ErrorKind::usage));
    return error.message();
  }
}

// Statements with many conditions profit from an index.
Trained benefit_of_conditions() {
  std::vector<Features> features;
  std::vector<double> benefits;
  for (std::size_t i = 0; i < 120; ++i) {
    std::string sql = "select b";
    for (std::size_t k = 0; k < i / 8; ++k)
      sql += ", c" + std::to_string(k);
    sql += " from t";
    for (std::size_t k = 0; k < i % 8; ++k)
      sql += (k == 0 ? " where a" : " and a") + std::to_string(k) + " = 1";
    features.push_back(sql::read_features(sql));
    benefits.push_back(i % 8 >= 4 ? 0.6 : 0.02);
  }
  return train_index_benefit(features, benefits, {});
}

}  // namespace

TEST_CASE("a model of plans learns times, and its report says how well", "[train]") {
  const Trained trained = train_runtime(test::scan_workload(300), std::nullopt, {});
  const Training& training = trained.training;
  CHECK(training.knowledge == Knowledge::plan);
  CHECK(training.rows_train == 240);
  CHECK(training.rows_test == 60);
  CHECK(*training.scores.q_error_p50 < 1.1);
  CHECK(*training.scores.r2 > 0.9);
  CHECK(*training.scores.within_interval > 0.8);
  REQUIRE(training.baselines.size() == 3);
  CHECK(training.baselines[0].name == "mean");
  CHECK(training.baselines[1].name == "planner_cost");
  CHECK(training.baselines[2].name == "five_counts");
  CHECK(*training.scores.q_error_p95 < *training.baselines[0].scores.q_error_p95);
  CHECK(*training.scores.q_error_p95 < *training.baselines[2].scores.q_error_p95);
  CHECK(trained.model.origin.rows == 300);
}

TEST_CASE("equal data and seeds give equal models", "[train]") {
  const Workload workload = test::scan_workload(60);
  Model one = train_runtime(workload, std::nullopt, {}).model;
  Model two = train_runtime(workload, std::nullopt, {}).model;
  two.origin.trained_at = one.origin.trained_at;
  CHECK(to_file(one) == to_file(two));
  TrainOptions options;
  options.seed = 43;
  two = train_runtime(workload, std::nullopt, options).model;
  two.origin = one.origin;
  CHECK(to_file(one) != to_file(two));
}

TEST_CASE("every split judges by what the model has not seen", "[train]") {
  const Workload workload = test::scan_workload(300);
  for (const Split split : {Split::by_template, Split::by_cluster}) {
    TrainOptions options;
    options.split = split;
    const Training training = train_runtime(workload, std::nullopt, options).training;
    std::set<std::string> known;
    for (const TrainingPoint& point : training.points)
      if (!point.is_test)
        known.insert(split == Split::by_template ? point.query_hash : point.family);
    for (const TrainingPoint& point : training.points)
      if (point.is_test)
        CHECK_FALSE(known.contains(split == Split::by_template ? point.query_hash : point.family));
    CHECK(*training.scores.q_error_p50 < 1.2);
  }
}

TEST_CASE("without plans the text is learned from", "[train]") {
  Workload workload = test::scan_workload(100);
  for (std::size_t i = 0; i < workload.size(); ++i)
    for (std::size_t k = 0; k < i / 12; ++k)
      workload[i].sql += fmt::format("{} o{}", k == 0 ? " order by" : ",", k);
  workload[5].plan_json.clear();
  CHECK(train_runtime(workload, std::nullopt, {}).training.knowledge == Knowledge::text);
}

TEST_CASE("too little to learn from is refused in words", "[train]") {
  CHECK(failure({}).find("only 0 statements that a model could tell apart are usable") == 0);
  CHECK(failure(test::scan_workload(19)).find("only 19 statements") == 0);
  Workload same(50, test::scan_workload(1).front());
  CHECK(failure(same).find("only 1 statement that a model could tell apart is usable") == 0);
}

TEST_CASE("a constant target is refused in words", "[train]") {
  Workload workload = test::scan_workload(50);
  for (WorkloadQuery& query : workload)
    query.mean_ms = 5;
  CHECK(failure(workload) == "all 50 rows have the same outcome, so there is nothing to learn");
}

TEST_CASE("times that are none are left out and counted", "[train]") {
  Workload workload = test::scan_workload(60);
  workload[0].mean_ms = -1;
  workload[1].mean_ms = std::numeric_limits<double>::quiet_NaN();
  workload[2].mean_ms.reset();
  workload[3].times_ms = {std::numeric_limits<double>::infinity()};
  workload[4].error = "statement timeout";
  workload[5].sql = "selct";
  const Training training = train_runtime(workload, std::nullopt, {}).training;
  CHECK(training.statements == 60);
  CHECK(training.left_out == 6);
  CHECK(training.rows_train + training.rows_test == 54);
}

TEST_CASE("too few templates to set some aside are refused", "[train]") {
  Workload workload = test::scan_workload(60);
  for (WorkloadQuery& query : workload)
    query.sql = "select * from t where a = 1";
  TrainOptions options;
  options.split = Split::by_template;
  CHECK(failure(workload, options) == "--split template needs at least 10 of them, these are 1");
  options.split = Split::random;
  options.trees = 5;
  CHECK(failure(workload, options) == "--trees must be 10 to 1000");
}

TEST_CASE("which statements an index helps can be learned from features", "[train]") {
  const Trained trained = benefit_of_conditions();
  CHECK(trained.training.target == ModelTarget::index_benefit);
  CHECK(*trained.training.scores.accuracy > 0.9);
  CHECK(*trained.training.scores.brier < *trained.training.baselines[0].scores.brier);
  CHECK_FALSE(trained.training.calibration.empty());
  const auto said = [&](const char* sql) {
    return predict(trained.model, sql::read_features(sql));
  };
  CHECK(said("select b1, c1 from t where a1 = 1 and a2 = 1 and a3 = 1 and a4 = 1 and a5 = 1")
            .index_recommended());
  CHECK_FALSE(said("select b1, c1 from t where a1 = 1").index_recommended());
  CHECK(said("selct").reason.find("syntax error") == 0);
}

TEST_CASE("the same can be learned from advice", "[train]") {
  Workload workload;
  Recommendations advice;
  Recommendation index;
  for (std::size_t i = 0; i < 60; ++i) {
    std::string sql = "select c";
    for (std::size_t k = 0; k < i; ++k)
      sql += ", d" + std::to_string(k);
    WorkloadQuery query;
    query.sql = sql + (i % 2 == 0 ? " from t where a = 1" : " from t");
    query.query_hash = sql::read_fingerprint(query.sql).query_hash;
    workload.push_back(query);
    if (i % 2 == 0) index.queries.push_back({query.query_hash, 100, 5});
  }
  advice.unsupported.push_back({workload[1].query_hash, "it cannot be planned"});
  advice.recommendations.push_back(index);
  const Trained trained = train_index_benefit(workload, advice, std::nullopt, {});
  CHECK(trained.training.left_out == 1);
  CHECK(*trained.training.scores.accuracy > 0.9);
}

TEST_CASE("the picture shows each row that was set aside", "[train]") {
  const Training training = train_runtime(test::scan_workload(100), std::nullopt, {}).training;
  const std::string svg = to_svg(training);
  std::size_t dots = 0;
  for (std::size_t at = svg.find("<circle"); at != std::string::npos;
       at = svg.find("<circle", at + 1))
    ++dots;
  CHECK(dots == 20);
  CHECK(svg.find("</svg>") != std::string::npos);
}

TEST_CASE("an older model is kept only if it is better", "[train]") {
  const Workload now = test::scan_workload(200);
  Workload before = now;  // of a machine that was three times faster
  for (WorkloadQuery& query : before)
    query.mean_ms = *query.mean_ms / 3;
  const Model outdated = train_runtime(before, std::nullopt, {}).model;
  TrainOptions options;
  options.champion = &outdated;
  const Training won = train_runtime(now, std::nullopt, options).training;
  CHECK_FALSE(won.champion_wins);
  CHECK(won.baselines.back().name == "champion");
  CHECK(*won.baselines.back().scores.q_error_p50 == Approx(3).epsilon(0.1));

  const Model good = train_runtime(now, std::nullopt, {}).model;
  options.champion = &good;
  Workload few(now.begin(), now.begin() + 30);
  CHECK(train_runtime(few, std::nullopt, options).training.champion_wins);

  options.champion = &good;
  Workload bare = now;
  for (std::size_t i = 0; i < bare.size(); ++i) {
    for (std::size_t k = 0; k < i / 12; ++k)
      bare[i].sql += fmt::format("{} o{}", k == 0 ? " order by" : ",", k);
    bare[i].plan_json.clear();
  }
  CHECK(failure(bare, options) == "the older model cannot be compared: it looks at other things");
}

TEST_CASE("old and new model are judged by what was measured since the old one", "[train]") {
  Workload workload = test::scan_workload(200);
  for (std::size_t i = 0; i < workload.size(); ++i)
    workload[i].last_seen = i < 100 ? "2026-11-01T00:00:00Z" : "2026-11-03T00:00:00Z";
  const Workload early(workload.begin(), workload.begin() + 100);
  Model old = train_runtime(early, std::nullopt, {}).model;
  old.origin.trained_at = "2026-11-02T00:00:00Z";
  for (std::size_t i = 100; i < workload.size(); ++i)
    workload[i].mean_ms = *workload[i].mean_ms * 5;  // the machine has become slower
  TrainOptions options;
  options.champion = &old;
  const Training training = train_runtime(workload, std::nullopt, options).training;
  CHECK(training.judged_by_recent);
  CHECK(training.rows_test == 50);
  CHECK(training.rows_train == 150);
  CHECK(*training.baselines.back().scores.q_error_p50 == Approx(5).epsilon(0.15));
  CHECK_FALSE(training.champion_wins);

  old.origin.trained_at = "2026-11-04T00:00:00Z";  // nothing was measured since
  CHECK_FALSE(train_runtime(workload, std::nullopt, options).training.judged_by_recent);
}

TEST_CASE("what was measured last replaces what was measured before of the same", "[train]") {
  Workload workload = test::scan_workload(60);
  const Model old = train_runtime(workload, std::nullopt, {}).model;
  Workload again = workload;
  for (WorkloadQuery& query : again) {
    query.mean_ms = *query.mean_ms * 10;
    query.last_seen = "9999-01-01T00:00:00Z";
  }
  workload.insert(workload.end(), again.begin(), again.end());
  TrainOptions options;
  options.champion = &old;
  const Trained trained = train_runtime(workload, std::nullopt, options);
  CHECK(trained.model.origin.rows == 60);
  CHECK(trained.training.rows_test == 30);
  CHECK_FALSE(trained.training.champion_wins);
}
