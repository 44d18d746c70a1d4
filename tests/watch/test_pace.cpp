#include "support/catch.hpp"
#include "watch/pace.hpp"

using namespace selfopt;
using namespace std::chrono_literals;

TEST_CASE("pauses differ by a tenth at most, and are the same for the same seed") {
  loop::Pace pace(1);
  loop::Pace same(1);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const auto pause = pace.after_success(300s);
    CHECK(pause == same.after_success(300s));
    CHECK(pause >= 270s);
    CHECK(pause <= 330s);
    differs = differs || pause != 300s;
  }
  CHECK(differs);
}

TEST_CASE("after each failure the pause doubles, up to an hour; a success starts anew") {
  loop::Pace pace(2);
  for (const auto expected : {60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s}) {
    CHECK(pace.circuit_open() == (pace.failures() >= 5));
    const auto pause = pace.after_failure(60s);
    CHECK(pause >= expected * 9 / 10);
    CHECK(pause <= expected * 11 / 10);
  }
  CHECK(pace.circuit_open());
  for (int i = 0; i < 100; ++i)
    pace.after_failure(60s);
  CHECK(pace.after_failure(60s) <= 3960s);
  pace.after_success(300s);
  CHECK_FALSE(pace.circuit_open());
  CHECK(pace.after_failure(60s) <= 66s);
  CHECK(pace.after_failure(7200s) >= 6480s);
}
