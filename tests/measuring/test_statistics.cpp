#include "measuring/statistics.hpp"
#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("the median is the middle value, or the mean of the two in the middle") {
  CHECK(median({7}) == 7);
  CHECK(median({9, 1, 5}) == 5);
  CHECK(median({4, 1, 3, 2}) == 2.5);
  CHECK(median({2, 2, 2, 100}) == 2);
}

TEST_CASE("the standard deviation is a sample's") {
  // Deviations from the mean 5: -3 -1 -1 -1 0 0 2 4; squares sum to 32; 32 / 7.
  CHECK(*sample_stddev({2, 4, 4, 4, 5, 5, 7, 9}) == Approx(2.13809).margin(1e-5));
  CHECK(mean({2, 4, 4, 4, 5, 5, 7, 9}) == 5);
  CHECK_FALSE(sample_stddev({3}).has_value());
}

TEST_CASE("equal times leave no doubt about their ratio") {
  const auto interval = ratio_interval({10, 10, 10}, {5, 5, 5}, 1);
  REQUIRE(interval.has_value());
  CHECK(interval->low == 2);
  CHECK(interval->high == 2);
}

TEST_CASE("the interval of a ratio spans what resampling can give") {
  // A resampled median of three is 10, 20 or 30; the least, 10, has the probability
  // 3 (1/3)^2 (2/3) + (1/3)^3 = 7/27, far above the 2.5 % cut off: the interval is the whole span.
  const auto interval = ratio_interval({10, 20, 30}, {10, 10, 10}, 1);
  REQUIRE(interval.has_value());
  CHECK(interval->low == 1);
  CHECK(interval->high == 3);
}

TEST_CASE("a rare outlier does not widen the interval of the median") {
  // Its resampled median is 100 only if at least five of nine draws take the one outlier of nine:
  // sum over k >= 5 of C(9,k) (1/9)^k (8/9)^(9-k) = 0.0014, below 2.5 %.
  const auto interval = ratio_interval({10, 10, 10, 10, 10, 10, 10, 10, 100},
                                       {10, 10, 10, 10, 10, 10, 10, 10, 10}, 7);
  REQUIRE(interval.has_value());
  CHECK(interval->low == 1);
  CHECK(interval->high == 1);
}

TEST_CASE("fewer than three times give no interval") {
  CHECK_FALSE(ratio_interval({1, 2}, {1, 2, 3}, 1).has_value());
  CHECK_FALSE(ratio_interval({1, 2, 3}, {}, 1).has_value());
}

TEST_CASE("equal seeds give equal intervals") {
  const std::vector<double> before{3, 8, 5, 9, 4};
  const std::vector<double> after{2, 7, 3, 1, 6};
  const auto first = ratio_interval(before, after, 42);
  const auto second = ratio_interval(before, after, 42);
  CHECK(first->low == second->low);
  CHECK(first->high == second->high);
  CHECK(first->low < first->high);
}
