#include "support/catch.hpp"
#include "train/scores.hpp"

using namespace selfopt;

TEST_CASE("the q-error is how many times too long or too short", "[train]") {
  const ModelScores scores = training::score_times({10, 10, 10}, {10, 20, 5});
  CHECK(*scores.q_error_p50 == Approx(2).epsilon(0.01));
  CHECK(*scores.mae_ms == Approx(5));
  CHECK_FALSE(scores.r2);  // nothing varies
  const ModelScores perfect = training::score_times({1, 2, 3}, {1, 2, 3});
  CHECK(*perfect.r2 == Approx(1));
  CHECK(*perfect.q_error_p95 == Approx(1));
}

TEST_CASE("probabilities are compared with what was", "[train]") {
  const ModelScores scores =
      training::score_probabilities({1, 1, 0, 0, 0}, {0.9, 0.4, 0.6, 0.1, 0.2});
  CHECK(*scores.accuracy == Approx(0.6));
  CHECK(*scores.precision == Approx(0.5));
  CHECK(*scores.recall == Approx(0.5));
  CHECK(*scores.brier == Approx((0.01 + 0.36 + 0.36 + 0.01 + 0.04) / 5));
  CHECK(*scores.auc == Approx(5.0 / 6));
}

TEST_CASE("the area under the curve counts ties half", "[train]") {
  CHECK(training::area_under_curve({1, 0}, {0.5, 0.5}) == Approx(0.5));
  CHECK(training::area_under_curve({1, 0, 1, 0}, {0.9, 0.1, 0.8, 0.2}) == Approx(1));
  CHECK(training::area_under_curve({0, 1}, {0.9, 0.1}) == Approx(0));
  CHECK(training::area_under_curve({1, 1}, {0.9, 0.1}) == Approx(0.5));
}

TEST_CASE("a calibration curve has the bins that have rows", "[train]") {
  const auto bins = training::calibrate({1, 0, 1, 1}, {0.05, 0.06, 0.95, 1.0});
  REQUIRE(bins.size() == 2);
  CHECK(bins[0].observed == Approx(0.5));
  CHECK(bins[0].rows == 2);
  CHECK(bins[1].observed == Approx(1));
  CHECK(bins[1].predicted == Approx(0.975));
}
