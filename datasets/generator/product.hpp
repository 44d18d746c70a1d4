#pragma once

#include <cstdint>
#include <optional>

#include "calendar.hpp"
#include "goods.hpp"
#include "world.hpp"

namespace selfopt::retail {

/// What sales need to know of a product; its texts are made when its row is written.
struct Product {
  std::uint64_t key;  ///< in [1, Counts::products]
  std::size_t category;
  std::size_t subcategory;
  std::size_t brand;
  std::uint64_t supplier_key;
  std::uint64_t list_price_cents;
  Day introduced_on;
  std::optional<Day> discontinued_on;

  bool sold_on(Day day) const {
    return introduced_on <= day && (!discontinued_on || day < *discontinued_on);
  }
};

Product product_at(const World& world, std::uint64_t key);

void write_products(const World& world, CsvWriter& csv);

}  // namespace selfopt::retail
