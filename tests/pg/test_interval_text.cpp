#include "pg/interval_text.hpp"
#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("A length of time is an interval of numbers that fit 32 bits", "[pg]") {
  CHECK(pg::interval_text(0) == "0 hours 0.000 seconds");
  CHECK(pg::interval_text(90'061'007) == "25 hours 61.007 seconds");
  constexpr double k_thirty_days_ms = 30.0 * 24 * 3'600'000;
  CHECK(pg::interval_text(k_thirty_days_ms) == "720 hours 0.000 seconds");
}
