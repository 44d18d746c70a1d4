#include <cstdlib>
#include <ctime>

#include "support/catch.hpp"
#include "timeline/timeline.hpp"

using namespace selfopt;

namespace {

WorkloadQuery counted(const char* from, const char* to, std::int64_t calls, double total_ms) {
  WorkloadQuery query;
  query.sql = "select 1";
  query.calls = calls;
  query.total_ms = total_ms;
  query.first_seen = from;
  query.last_seen = to;
  return query;
}

}  // namespace

TEST_CASE("calls are spread evenly over the time in which they were counted", "[timeline]") {
  const auto spans = make_timeline({counted("2026-11-23T08:00:30Z", "2026-11-23T08:02:30Z", 8, 40),
                                    counted("2026-11-23T08:01:10Z", "2026-11-23T08:01:10Z", 1, 7)},
                                   TimeSpan{1795420800, 1795420800 + 3600});  // 08:00 to 09:00
  REQUIRE(spans.size() == 60);
  CHECK(spans[0].from == "2026-11-23T08:00:00Z");
  CHECK(spans[0].to == "2026-11-23T08:01:00Z");
  CHECK(spans[0].calls == Approx(2));  // a quarter of the two minutes
  CHECK(spans[1].calls == Approx(5));  // half of it, and the single call
  CHECK(spans[1].total_ms == Approx(27));
  CHECK(spans[2].total_ms == Approx(10));
  CHECK(spans[3].total_ms == 0);
}

TEST_CASE("what was counted before the period does not show in it", "[timeline]") {
  const auto spans = make_timeline({counted("2026-11-23T07:00:00Z", "2026-11-23T09:00:00Z", 2, 10)},
                                   TimeSpan{1795420800, 1795420800 + 3600});
  double total_ms = 0;
  for (const TimelineSpan& span : spans)
    total_ms += span.total_ms;
  CHECK(total_ms == Approx(5));
}

TEST_CASE("the timeline of a file reaches from its first to its last call", "[timeline]") {
  const auto spans =
      make_timeline({counted("2026-11-01T08:30:00Z", "2026-11-01T08:30:00Z", 1, 3),
                     counted("2026-11-20T10:00:00+01:00", "2026-11-20T10:00:00+01:00", 1, 4)},
                    std::nullopt);
  REQUIRE(spans.size() == 39);  // of twelve hours: nineteen days and half an hour, from 00:00 on
  CHECK(spans.front().from == "2026-11-01T00:00:00Z");
  CHECK(spans.front().total_ms == 3);
  CHECK(spans.back().total_ms == 4);
  CHECK(make_timeline({counted("", "", 1, 3)}, std::nullopt).empty());
  const auto one = make_timeline({counted("", "2026-11-01T08:30:00Z", 1, 3)}, std::nullopt);
  REQUIRE(one.size() == 1);
  CHECK(one[0].total_ms == 3);
}

TEST_CASE("a long period has few spans all the same", "[timeline]") {
  const auto spans =
      make_timeline({counted("2016-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 1, 3)}, std::nullopt);
  CHECK(spans.size() > 20);
  CHECK(spans.size() <= 61);
}

TEST_CASE("what is known by the day is not shown by the hour", "[timeline]") {
  constexpr double k_day_s = 24.0 * 3600;
  const auto spans =
      make_timeline({counted("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 24, 24)},
                    TimeSpan{0, 2 * k_day_s}, k_day_s);
  CHECK(spans.size() == 2);
}

TEST_CASE("spans begin where this machine's clock shows a round time", "[timeline]") {
  // Clocks of Vienna went back an hour on 2026-10-25.
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  const auto bounds = [](const char* from, const char* to) {
    std::string text;
    for (const TimelineSpan& span :
         make_timeline({counted(from, to, 24, 24)}, std::nullopt, 24.0 * 3600))
      text += span.from + " ";
    return text;
  };
  CHECK(bounds("2026-10-24T10:00:00Z", "2026-10-26T10:00:00Z") ==
        "2026-10-23T22:00:00Z 2026-10-24T22:00:00Z 2026-10-25T23:00:00Z ");
  const auto hours =
      make_timeline({counted("2026-11-03T09:00:00Z", "2026-11-08T09:00:00Z", 1, 1)}, std::nullopt);
  CHECK(hours.front().from == "2026-11-03T09:00:00Z");  // 10:00, spans of two hours
  CHECK(hours[7].from == "2026-11-03T23:00:00Z");       // midnight
  const auto weeks =
      make_timeline({counted("2026-01-07T09:00:00Z", "2026-11-08T09:00:00Z", 1, 1)}, std::nullopt);
  CHECK(weeks.front().from == "2026-01-04T23:00:00Z");  // a Monday
  double calls = 0;
  for (const TimelineSpan& span : weeks)
    calls += span.calls;
  CHECK(calls == Approx(1));
  unsetenv("TZ");
  tzset();
}

TEST_CASE("spans are round again after the clocks were changed, and nothing is lost",
          "[timeline]") {
  const auto bounds = [](const char* zone, const char* from, const char* to, double least_s = 0) {
    setenv("TZ", zone, 1);
    tzset();
    const auto spans = make_timeline({counted(from, to, 24, 24)}, std::nullopt, least_s);
    double calls = 0;
    for (const TimelineSpan& span : spans)
      calls += span.calls;
    CHECK(calls == Approx(24));
    for (std::size_t i = 0; i < spans.size(); ++i)
      CHECK(spans[i].from < spans[i].to);
    unsetenv("TZ");
    tzset();
    return spans;
  };
  // New York left out 02:00 on 2026-03-08; the next span is from 04:00.
  const auto hours =
      bounds("EST5EDT,M3.2.0,M11.1.0", "2026-03-06T05:00:00Z", "2026-03-10T04:00:00Z");
  CHECK(hours[25].from == "2026-03-08T07:00:00Z");
  CHECK(hours[26].from == "2026-03-08T08:00:00Z");
  CHECK(hours.back().to == "2026-03-10T04:00:00Z");  // midnight
  // Havana leaves out midnight.
  const auto days = bounds("CST5CDT,M3.2.0/0,M11.1.0/1", "2026-03-07T08:00:00Z",
                           "2026-03-09T08:00:00Z", 24.0 * 3600);
  REQUIRE(days.size() == 3);
  CHECK(days[1].from == "2026-03-08T05:00:00Z");
  CHECK(days[2].from == "2026-03-09T04:00:00Z");
  // Berlin had the hour from 02:00 twice; this begins in the first. What was asked before is no
  // matter.
  for (const char* before : {"2026-07-01T00:00:00Z", "2026-12-01T00:00:00Z"}) {
    bounds("CET-1CEST,M3.5.0,M10.5.0/3", before, before, 24.0 * 3600);
    const auto twice =
        bounds("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:30:00Z", "2026-10-29T05:00:00Z");
    CHECK(twice.front().from == "2026-10-25T00:00:00Z");
  }
}
