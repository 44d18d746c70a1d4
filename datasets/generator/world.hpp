#pragma once

#include <cstdint>

#include "draw.hpp"

namespace selfopt::retail {

/// How many there are of each thing at a scale. Orders and customers grow with it; the things a
/// larger company has only somewhat more of grow with its square root.
struct Counts {
  std::uint64_t orders;
  std::uint64_t customers;
  std::uint64_t products;
  std::uint64_t stores;
  std::uint64_t suppliers;
  std::uint64_t promotions;
};

constexpr double k_least_scale = 0.001;
constexpr double k_greatest_scale = 10'000;

/// \param scale in [k_least_scale, k_greatest_scale]; at 1 there are about 103,000 sales lines
Counts counts_at(double scale);

/// All that decides what the data are: the same seed and scale give the same bytes.
struct World {
  World(std::uint64_t seed, double scale);

  std::uint64_t seed;
  Counts counts;
  SkewedKeys customers;
  SkewedKeys products;
  SkewedKeys stores;
};

}  // namespace selfopt::retail
