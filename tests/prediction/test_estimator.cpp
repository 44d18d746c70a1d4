#include <cmath>

#include <selfopt/train.hpp>

#include "env/random.hpp"
#include "prediction/estimator.hpp"
#include "prediction/feature_vector.hpp"
#include "support/catch.hpp"
#include "support/measured_workload.hpp"

using namespace selfopt;

namespace {

Model scan_model() {
  return train_runtime(test::scan_workload(200), std::nullopt, {}).model;
}

Prediction foretell(const Model& model, double cost, bool explain = false) {
  env::Random random(1);
  prediction::Estimator estimator(model, std::nullopt);
  return estimator.predict({test::scan_query(3, cost, random)}, explain).front();
}

}  // namespace

TEST_CASE("a time like those of the training is foretold with an interval", "[prediction]") {
  const Prediction said = foretell(scan_model(), 5000);
  REQUIRE(said.predicted_ms);
  CHECK(*said.predicted_ms == Approx(50).epsilon(0.2));
  CHECK(*said.low_ms < 50);
  CHECK(*said.high_ms > 50);
  CHECK(*said.low_ms > 25);
  CHECK(*said.high_ms < 100);
  CHECK(said.query_hash.size() == 16);
}

TEST_CASE("a bit beyond the training the planner's formula goes on", "[prediction]") {
  const Prediction said = foretell(scan_model(), 300'000);
  REQUIRE(said.predicted_ms);
  CHECK(*said.predicted_ms == Approx(3000).epsilon(0.3));
}

TEST_CASE("far beyond the training there is a reason in place of an answer", "[prediction]") {
  const Prediction said = foretell(scan_model(), 1e9);
  CHECK_FALSE(said.predicted_ms);
  CHECK_FALSE(said.low_ms);
  CHECK(said.reason.find("total_cost is 1e+09, the model has seen") == 0);
}

TEST_CASE("no time is negative, however cheap the statement", "[prediction]") {
  Model model = scan_model();
  for (ModelFeature& feature : model.features)
    feature.low = -1e6;
  for (ModelMember& member : model.members)
    member.constant = -100;
  const Prediction said = foretell(model, 0);
  REQUIRE(said.predicted_ms);
  CHECK(*said.predicted_ms >= 0);
  CHECK(*said.low_ms >= 0);
}

TEST_CASE("the drivers of a dear statement are its costs", "[prediction]") {
  const Prediction said = foretell(scan_model(), 90'000, true);
  REQUIRE_FALSE(said.drivers.empty());
  CHECK(said.drivers.front().feature.starts_with("seq_scan."));
  CHECK(said.drivers.front().effect > 1.5);
  CHECK(said.drivers.front().value == Approx(90'000).epsilon(0.001));
}

TEST_CASE("a statement without a plan gets no answer from a model of plans", "[prediction]") {
  prediction::Estimator estimator(scan_model(), std::nullopt);
  WorkloadQuery bare;
  bare.sql = "select 1";
  WorkloadQuery broken;
  broken.sql = "selct";
  const auto said = estimator.predict({bare, broken}, false);
  CHECK(said[0].reason.find("its plan is not known") == 0);
  CHECK(said[1].reason.find("syntax error") == 0);
}

TEST_CASE("a model answers with no number that is none", "[prediction]") {
  Model model = scan_model();
  model.members.front().trees.front() = {{TreeNode::k_leaf, 3e38F, 0}};
  model.members.front().constant = 1e308;
  model.members.front().coefficients.assign(model.members.front().coefficients.size(), 1e308);
  const Prediction said = foretell(model, 5000);
  CHECK_FALSE(said.predicted_ms);
  CHECK_FALSE(said.reason.empty());
}

TEST_CASE("a vector has a number for each name, all finite", "[prediction]") {
  for (const Knowledge knowledge : {Knowledge::text, Knowledge::plan, Knowledge::database}) {
    const auto names = prediction::feature_names(knowledge);
    const auto vector = prediction::feature_vector(knowledge, {}, nullptr, nullptr);
    CHECK(vector.size() == names.size());
  }
  CHECK(prediction::feature_names(Knowledge::plan)[prediction::place_of_total_cost()].name ==
        "total_cost");
  CHECK(
      prediction::feature_names(Knowledge::plan)[prediction::place_of_rows(prediction::Work::sort)]
          .name == "sort.rows");
}

TEST_CASE("a model of another database is trusted half as much", "[prediction]") {
  Model model = scan_model();
  std::vector<float> x;
  for (const ModelFeature& feature : model.features)
    x.push_back(static_cast<float>(feature.typical));
  const Prediction sure = prediction::predict(model, x, 1);
  const Prediction doubted = prediction::predict(model, x, 2);
  CHECK(*doubted.predicted_ms == *sure.predicted_ms);
  CHECK(std::log(*doubted.high_ms / *doubted.low_ms) ==
        Approx(2 * std::log(*sure.high_ms / *sure.low_ms)).epsilon(0.01));

  model.target = ModelTarget::index_benefit;
  for (ModelMember& member : model.members)
    member = {0.9, {}, {{{TreeNode::k_leaf, 0, 0}}}};
  CHECK(*prediction::predict(model, x, 1).probability == Approx(0.9));
  CHECK(*prediction::predict(model, x, 2).probability == Approx(0.7));
}
