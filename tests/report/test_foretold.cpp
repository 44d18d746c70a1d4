#include "report/foretold.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

// Measured against foretold, within an interval of half to twice what was foretold.
pg::Foretold row(const std::string& hash, const std::string& at, std::int64_t calls,
                 double measured, double foretold) {
  return {hash, at, calls, measured, foretold, foretold / 2, foretold * 2};
}

Performance two_hours() {
  Performance performance;
  performance.timeline = {{"2026-11-25T01:00:00Z", "2026-11-25T02:00:00Z", 1, 1},
                          {"2026-11-25T02:00:00Z", "2026-11-25T03:00:00Z", 1, 1}};
  performance.top.resize(2);
  performance.top[0].query_hash = "a";
  performance.top[1].query_hash = "unknown";
  return performance;
}

}  // namespace

TEST_CASE("what was foretold is summed up over time", "[report]") {
  Performance performance = two_hours();
  compare_with_predictions(
      {row("a", "2026-11-25T01:10:00Z", 10, 5, 10), row("b", "2026-11-25T01:20:00Z", 1, 100, 100),
       row("a", "2026-11-25T02:00:00Z", 30, 50, 10)},
      performance);
  REQUIRE(performance.predictions);
  const PredictionSummary& summary = *performance.predictions;
  CHECK(summary.whole.measurements == 3);
  CHECK(summary.statements == 2);
  CHECK(summary.whole.measured_ms == Approx(10 * 5 + 100 + 30 * 50));
  CHECK(summary.whole.predicted_ms == Approx(10 * 10 + 100 + 30 * 10));
  CHECK(summary.whole.q_error_p50 == Approx(2).epsilon(0.01));
  CHECK(summary.q_error_p95 == Approx(5).epsilon(0.01));
  CHECK(summary.within_interval == Approx(2.0 / 3));
  REQUIRE(summary.timeline.size() == 2);
  CHECK(summary.timeline[0].measurements == 2);
  CHECK(summary.timeline[0].predicted_ms == Approx(200));
  CHECK(summary.timeline[1].from == "2026-11-25T02:00:00Z");
  CHECK(summary.timeline[1].q_error_p50 == Approx(5).epsilon(0.01));
  CHECK(*performance.top[0].predicted_ms == Approx(10));
  CHECK_FALSE(performance.top[1].predicted_ms);
}

TEST_CASE("hours without measurements are left out of the comparison", "[report]") {
  Performance performance = two_hours();
  compare_with_predictions({row("a", "2026-11-25T02:10:00Z", 1, 0, 0)}, performance);
  REQUIRE(performance.predictions->timeline.size() == 1);
  CHECK(performance.predictions->whole.q_error_p50 == Approx(1));
}

TEST_CASE("where nothing was foretold there is no comparison", "[report]") {
  Performance performance = two_hours();
  compare_with_predictions({}, performance);
  CHECK_FALSE(performance.predictions);
}
