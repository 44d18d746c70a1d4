#include "pg/metrics_sums.hpp"
#include "pg/window.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using pg::SummedSpan;

namespace {

constexpr std::int64_t k_hour_s = 3600;
constexpr std::int64_t k_day_s = 24 * k_hour_s;

double at(std::int64_t hour) {
  return static_cast<double>(hour * k_hour_s);
}

}  // namespace

TEST_CASE("a period is put together from the longest sums that begin where it does", "[pg]") {
  const std::vector<SummedSpan> known{{1, 0},        {1, k_hour_s},     {6, 0}, {1, 6 * k_hour_s},
                                      {24, k_day_s}, {24, 5 * k_hour_s}};
  const pg::Cover whole = pg::cover(known, 0, at(48), 24);
  CHECK(whole.spans == std::vector<SummedSpan>{{6, 0}, {1, 6 * k_hour_s}, {24, k_day_s}});
  REQUIRE(whole.rest.size() == 1);
  CHECK(whole.rest[0].from_s == at(7));
  CHECK(whole.rest[0].to_s == at(24));
}

TEST_CASE("no sum reaches out of the period, or is longer than wanted", "[pg]") {
  const std::vector<SummedSpan> known{{1, 0}, {6, 0}, {24, -k_day_s}};
  const pg::Cover cover = pg::cover(known, at(0), at(3), 6);
  CHECK(cover.spans == std::vector<SummedSpan>{{1, 0}});
  CHECK(pg::cover(known, at(0), at(6), 1).spans == std::vector<SummedSpan>{{1, 0}});
  const pg::Cover nothing = pg::cover({}, 1.5, 2.5, 24);
  CHECK(nothing.spans.empty());
  REQUIRE(nothing.rest.size() == 1);
  CHECK(nothing.rest[0].from_s == 1.5);
}

TEST_CASE("windows have steps that a chart can show", "[pg]") {
  CHECK(pg::step_hours(3600) == 0);
  CHECK(pg::step_hours(24 * 3600.0) == 1);
  CHECK(pg::step_hours(7 * 24 * 3600.0) == 6);
  CHECK(pg::step_hours(30 * 24 * 3600.0) == 24);
  CHECK(pg::step_hours(365 * 24 * 3600.0) == 24);
}

// With all that is due summed up, a window is a few sums at any minute, also right after the full
// hour or day, before anybody has collected again.
TEST_CASE("day, week and month are a few sums at any time", "[pg]") {
  const double measured_since_s = at(20'000);
  std::vector<SummedSpan> known;
  for (std::int64_t hour = 21'000; hour < 21'050; ++hour) {
    const double now_s = at(hour) + 60;
    for (const int window_hours : {24, 168, 720}) {
      const int step_hours = pg::step_hours(at(window_hours));
      const auto from_s = static_cast<double>(static_cast<std::int64_t>(now_s - at(window_hours)) /
                                              (step_hours * k_hour_s) * step_hours * k_hour_s);
      if (known.empty()) continue;
      INFO(hour << " " << window_hours);
      const pg::Cover cover = pg::cover(known, from_s, now_s, 1 << 30);
      CHECK(cover.spans.size() <= 11);
      REQUIRE(cover.rest.size() == 1);
      CHECK(cover.rest[0].to_s - cover.rest[0].from_s <= at(1) + 60);
    }
    std::erase_if(known, [&](const SummedSpan& span) { return !pg::is_kept(span, now_s); });
    const auto due = pg::spans_due(known, measured_since_s, now_s);
    known.insert(known.end(), due.begin(), due.end());
    CHECK(pg::spans_due(known, measured_since_s, now_s).empty());
    for (const SummedSpan& span : due)
      CHECK(pg::is_kept(span, now_s));
  }
  CHECK(known.size() <= 62 + 63 + 45 + 8);
}

TEST_CASE("nothing is due before anything was measured", "[pg]") {
  const auto due = pg::spans_due({}, at(1000) + 1800, at(1002) + 60);
  CHECK(due ==
        std::vector<SummedSpan>{{1, 1001 * k_hour_s}, {1, 1000 * k_hour_s}, {6, 996 * k_hour_s}});
  CHECK(pg::spans_due({}, at(1002) + 30, at(1002) + 60).empty());
}
