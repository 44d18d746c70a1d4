#include <sched.h>

#include "env/machine.hpp"
#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("only processors that may be used count") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof before, &before) == 0);
  CHECK(env::usable_processors() == CPU_COUNT(&before));
  int first = 0;
  while (!CPU_ISSET(static_cast<unsigned>(first), &before))
    ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<unsigned>(first), &one);
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(env::usable_processors() == 1);
  REQUIRE(sched_setaffinity(0, sizeof before, &before) == 0);
}
