#include <cstdlib>
#include <ctime>

#include <selfopt/moment.hpp>

#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("points in time are read with and without zones", "[diag]") {
  // 2026-11-23 is day 20,780 since 1970: 56 years of 365 days, 14 leap days, 326 days of 2026.
  constexpr double k_day = 20'780.0 * 86'400;
  CHECK(read_moment("2026-11-23T00:00:00Z") == k_day);
  CHECK(read_moment("2026-11-23 08:30Z") == k_day + 8 * 3600 + 30 * 60);
  CHECK(read_moment("2026-11-23T08:30:15.5+01:00") == k_day + 7 * 3600 + 30 * 60 + 15.5);
  CHECK(read_moment("2026-11-23 08:30 -0130") == k_day + 10 * 3600);
  CHECK(read_moment("2026-11-23T08:30+05") == k_day + 3 * 3600 + 30 * 60);
  setenv("TZ", "EST5", 1);
  tzset();
  CHECK(read_moment("2026-11-23") == k_day + 5 * 3600);
  CHECK(read_moment("2026-11-23 08:30") == k_day + 13 * 3600 + 30 * 60);
  CHECK(shown_moment("2026-11-23T01:01:01Z") == "2026-11-22 20:01");
  CHECK(shown_moment("yesterday") == "yesterday");
  CHECK(zone_of("2026-11-23T01:01:01Z") == "EST");
  CHECK(zone_of("yesterday").empty());
  unsetenv("TZ");
  tzset();
  CHECK(iso_moment(k_day + 3661.9) == "2026-11-23T01:01:01Z");
}

TEST_CASE("what is no point in time is not read", "[diag]") {
  for (const char* text : {"",
                           "2026",
                           "2026-11",
                           "2026-13-01",
                           "2026-00-10",
                           "2026-11-31",
                           "2026-02-29",
                           "2026-11-23T",
                           "2026-11-23 8:30",
                           "2026-11-23 08",
                           "2026-11-23 25:00",
                           "2026-11-23 08:61",
                           "2026-11-23 08:30 CET",
                           "2026-11-23 08:30+1",
                           "2026-11-23 08:30+01:0",
                           "-026-11-23",
                           "2026-1-123",
                           "yesterday",
                           "2h",
                           "2026-11-23 08:30:15 Z0",
                           "2026/11/23"})
    CHECK_FALSE(read_moment(text).has_value());
}
