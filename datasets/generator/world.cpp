#include "world.hpp"

#include <algorithm>
#include <cmath>

namespace selfopt::retail {

namespace {

std::uint64_t grown(double at_scale_one, double factor, std::uint64_t least) {
  return std::max(least, static_cast<std::uint64_t>(std::llround(at_scale_one * factor)));
}

}  // namespace

Counts counts_at(double scale) {
  // IEEE 754 rounds both the product and the square root exactly, so this is the same everywhere.
  const double root = std::sqrt(scale);
  return {.orders = grown(41'000, scale, 1),
          .customers = grown(6'000, scale, 10),
          .products = grown(1'500, root, 40),
          .stores = grown(40, root, 3),
          .suppliers = grown(120, root, 5),
          .promotions = grown(150, root, 12)};
}

World::World(std::uint64_t seed_, double scale)
    : seed(seed_),
      counts(counts_at(scale)),
      customers(seed, counts.customers, 20, 2),
      products(seed, counts.products, 5, 3),
      stores(seed, counts.stores, 4, 2) {}

}  // namespace selfopt::retail
