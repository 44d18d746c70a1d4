#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "calendar.hpp"
#include "world.hpp"

namespace selfopt::retail {

struct OrderLine {
  std::uint64_t product_key;
  std::optional<std::uint64_t> promotion_key;
  std::uint64_t quantity;
  std::uint64_t unit_price_cents;
  std::uint64_t discount_cents;
  std::uint64_t net_cents;  ///< quantity * unit price - discount
};

struct Order {
  std::uint64_t number;
  Day day;
  Second ordered_at;
  std::optional<Day> shipped_on;  ///< after the order; none if taken along, open or cancelled
  std::uint64_t store_key;
  std::optional<std::uint64_t> customer_key;
  std::string_view channel;  ///< store, web, app, phone
  std::string_view status;   ///< completed, open, cancelled
  std::array<OrderLine, 8> all_lines;
  std::size_t line_count;

  std::span<const OrderLine> lines() const { return {all_lines.data(), line_count}; }
};

/// \param visit receives every order, in the order of time and number
void for_each_order(const World& world, const std::function<void(const Order&)>& visit);

}  // namespace selfopt::retail
