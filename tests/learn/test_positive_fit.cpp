#include <cmath>

#include "env/random.hpp"
#include "learn/positive_fit.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

constexpr double k_offset = 0.01;

learn::PositivePrior prior_of(std::size_t parts) {
  return {0, std::vector<double>(parts, 0.0), std::vector<double>(parts, 0.1)};
}

}  // namespace

TEST_CASE("the coefficients that made the data are found again", "[learn]") {
  env::Random random(5);
  std::vector<std::vector<double>> parts;
  std::vector<double> y;
  for (int i = 0; i < 400; ++i) {
    parts.push_back({std::exp(8 * random.uniform()), std::exp(8 * random.uniform())});
    const double target = 0.5 + 2 * parts.back()[0] + 0.03 * parts.back()[1];
    y.push_back(std::log(target + k_offset) + 0.1 * (random.uniform() - 0.5));
  }
  const auto sum = learn::fit_positive_sum(parts, y, prior_of(2), k_offset, 1);
  CHECK(sum.coefficients[0] == Approx(2).epsilon(0.05));
  CHECK(sum.coefficients[1] == Approx(0.03).epsilon(0.1));
}

TEST_CASE("what never occurs keeps its prior", "[learn]") {
  std::vector<std::vector<double>> parts;
  std::vector<double> y;
  for (int i = 1; i < 50; ++i) {
    parts.push_back({static_cast<double>(i), 0});
    y.push_back(std::log(3.0 * i + k_offset));
  }
  learn::PositivePrior prior = prior_of(2);
  prior.logs[1] = -2;
  const auto sum = learn::fit_positive_sum(parts, y, prior, k_offset, 1);
  CHECK(sum.coefficients[1] == Approx(std::exp(-2)).epsilon(1e-6));
  CHECK(sum.coefficients[0] == Approx(3).epsilon(0.05));
}

TEST_CASE("a few odd rows do not decide", "[learn]") {
  std::vector<std::vector<double>> parts;
  std::vector<double> y;
  for (int i = 1; i <= 100; ++i) {
    parts.push_back({static_cast<double>(10 * i)});
    y.push_back(std::log(20.0 * i + k_offset) + (i % 20 == 0 ? 8 : 0));
  }
  const auto sum = learn::fit_positive_sum(parts, y, prior_of(1), k_offset, 0.5);
  CHECK(sum.coefficients[0] == Approx(2).epsilon(0.1));
}
