#include "env/random.hpp"
#include "support/catch.hpp"

using selfopt::env::Random;

TEST_CASE("random numbers depend on the seed alone") {
  Random first(1);
  Random second(1);
  Random other(2);
  CHECK(first.bits() == second.bits());
  CHECK(first.bits() != other.bits());
}

TEST_CASE("below stays below its limit and reaches all of it") {
  Random random(42);
  bool seen[5] = {};
  for (int i = 0; i < 1000; ++i) {
    const auto value = random.below(5);
    REQUIRE(value < 5);
    seen[value] = true;
  }
  for (const bool found : seen)
    CHECK(found);
}

TEST_CASE("uniform lies in [0, 1) and averages a half") {
  Random random(42);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double value = random.uniform();
    REQUIRE(value >= 0);
    REQUIRE(value < 1);
    sum += value;
  }
  CHECK(sum / 10'000 == Approx(0.5).margin(0.02));
}
