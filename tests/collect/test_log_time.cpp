#include <cstdlib>
#include <ctime>

#include "collect/log_time.hpp"
#include "support/catch.hpp"

using namespace selfopt::collect_log;

namespace {

// This machine's zone for the time of a test.
class Zone {
 public:
  explicit Zone(const char* name) {
    if (const char* before = std::getenv("TZ")) m_before = before;
    setenv("TZ", name, 1);
    tzset();
  }
  ~Zone() {
    m_before.empty() ? unsetenv("TZ") : setenv("TZ", m_before.c_str(), 1);
    tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  std::string m_before;
};

}  // namespace

TEST_CASE("a log's time is a point in time if its zone is known", "[collect]") {
  const Zone here("UTC");
  CHECK(seconds_of("1970-01-02 00:00:00.500 UTC") == 86400.5);
  CHECK(seconds_of("1970-01-02 00:00:00+02") == 86400 - 7200);
  CHECK(seconds_of("1970-01-02 00:00:00 +0530") == 86400 - 19800);
  CHECK(seconds_of("1970-01-02 00:00:00 -03:30") == 86400 + 12600);
  CHECK(seconds_of("1970-01-02 00:00:00 EST") == 86400 + 18000);
  CHECK_FALSE(seconds_of("1970-01-02 00:00:00 XYZT"));
  CHECK_FALSE(seconds_of("1970-01-02 00:00:00"));
  CHECK_FALSE(seconds_of("no time"));
}

TEST_CASE("the hour that a clock shows twice is two hours", "[collect]") {
  // Clocks in Berlin went back at 01:00 UTC on 2026-10-25.
  for (const char* zone : {"UTC", "CET-1CEST,M3.5.0,M10.5.0/3"}) {
    const Zone here(zone);
    CHECK(*seconds_of("2026-10-25 02:30:00 CET") - *seconds_of("2026-10-25 02:30:00 CEST") == 3600);
    CHECK(seconds_of("2026-10-25 02:30:00 CEST") == seconds_of("2026-10-25 00:30:00 UTC"));
  }
}

TEST_CASE("a zone that only this machine knows goes by its rules", "[collect]") {
  const Zone here("XST-7:45");
  CHECK(seconds_of("1970-01-02 07:45:00 XST") == 86400);
  CHECK(iso_time("1970-01-02 07:45:00.25 XST") == "1970-01-02T07:45:00.25+07:45");
}

TEST_CASE("times are passed on in ISO 8601", "[collect]") {
  const Zone here("UTC");
  CHECK(iso_time("2026-11-23 08:01:00.001 UTC") == "2026-11-23T08:01:00.001Z");
  CHECK(iso_time("2026-11-23 08:01:00 -03") == "2026-11-23T08:01:00-03:00");
  CHECK(iso_time("2026-11-23 08:01:00.001 CET") == "2026-11-23T08:01:00.001+01:00");
  CHECK(iso_time("2026-11-23 08:01:00.001 XYZT").empty());
}
