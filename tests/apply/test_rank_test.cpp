#include "apply/rank_test.hpp"
#include "env/random.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using change::rank_test;

TEST_CASE("samples that lie apart are told apart, by the exact distribution") {
  const auto slower = rank_test({1, 2, 3, 4}, {5, 6, 7, 8});
  CHECK(slower.p_larger == Approx(1.0 / 70));  // one of the 70 ways to order them
  CHECK(slower.p_smaller == Approx(1.0));
  CHECK(slower.shift == Approx(4));
  const auto faster = rank_test({5, 6, 7, 8}, {1, 2, 3, 4});
  CHECK(faster.p_smaller == Approx(1.0 / 70));
  CHECK(faster.shift == Approx(-4));
}

TEST_CASE("a published example gives the published probability") {
  // Mann and Whitney's table for n = 4, m = 3: U of 2 or less has the probability 0.114.
  const auto test = rank_test({1.1, 2.2, 3.3, 6.6}, {4.4, 5.5, 7.7});
  CHECK(test.p_larger == Approx(0.114).margin(0.001));
}

TEST_CASE("ties take the normal approximation; equal samples prove nothing") {
  const auto equal = rank_test({1, 1, 1, 1, 1}, {1, 1, 1, 1, 1});
  CHECK(equal.p_larger == Approx(1.0));
  CHECK(equal.shift == Approx(0));
  CHECK(rank_test({1, 1, 2, 2, 2}, {3, 3, 4, 4, 4}).p_larger < 0.02);
  CHECK(rank_test({}, {1}).p_larger == Approx(1.0));
}

TEST_CASE("samples of one distribution are called different as seldom as the level says") {
  env::Random random(7);
  int wrong = 0;
  constexpr int k_trials = 2000;
  for (int trial = 0; trial < k_trials; ++trial) {
    std::vector<double> a;
    std::vector<double> b;
    for (int i = 0; i < 9; ++i) {
      a.push_back(random.uniform());
      b.push_back(random.uniform());
    }
    if (rank_test(a, b).p_larger < 0.025) ++wrong;
  }
  CHECK(wrong > k_trials / 100);
  CHECK(wrong < k_trials * 3.5 / 100);
}
