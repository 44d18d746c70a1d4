#include "order.hpp"

#include "customer.hpp"
#include "product.hpp"
#include "promotion.hpp"

namespace selfopt::retail {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::uint64_t k_first_number = 10'000'001;
constexpr std::array<unsigned, 8> k_line_count_weights = {34, 25, 18, 11, 6, 3, 2, 1};
constexpr std::array<std::string_view, 3> k_remote_channels = {"web", "app", "phone"};
constexpr std::array<unsigned, 3> k_remote_weights = {60, 32, 8};
constexpr std::array<std::uint64_t, 3> k_price_level_per_mille = {920, 965, 1000};  // by year

/// Who buys where: known customers mostly at their home store; many in a store stay unknown.
void draw_parties(const World& world, Random& random, Order& order) {
  const auto hour = (order.ordered_at - order.day).count() / 3600;
  const bool in_store = hour >= 8 && hour < 20 && chance(random, 720);
  order.channel = in_store ? "store" : k_remote_channels[pick_weighted(random, k_remote_weights)];
  if (!in_store || chance(random, 580)) {
    std::uint64_t key = world.customers.draw(random);
    while (!registered_before(world, key, order.day))
      key = world.customers.draw(random);
    order.customer_key = key;
  }
  order.store_key = order.customer_key && chance(random, 850)
                        ? home_store(world, *order.customer_key)
                        : world.stores.draw(random);
}

/// What is sent is shipped one to six days later, never on a Sunday; the latest are still open.
void draw_delivery(Random& random, Order& order) {
  order.status = "completed";
  if (order.channel == "store") return;
  if (chance(random, 30)) {
    order.status = "cancelled";
    return;
  }
  Day shipped = order.day + days{between(random, 1, 3) + between(random, 0, 2)};
  if (std::chrono::weekday(shipped) == std::chrono::Sunday) shipped += days{1};
  const bool waits_for_goods = order.day > k_last_day - days{90} && chance(random, 60);
  if (shipped > k_last_day || waits_for_goods)
    order.status = "open";
  else
    order.shipped_on = shipped;
}

bool wanted_in_month(const Category& category, Day day, Random& random) {
  const auto month = static_cast<unsigned>(std::chrono::year_month_day(day).month());
  const bool in_season = category.first_month <= category.last_month
                             ? month >= category.first_month && month <= category.last_month
                             : month >= category.first_month || month <= category.last_month;
  return in_season || chance(random, category.off_season_per_mille);
}

Product draw_product(const World& world, Random& random, Day day) {
  while (true) {
    const Product product = product_at(world, world.products.draw(random));
    if (product.sold_on(day) && wanted_in_month(category_at(product.category), day, random))
      return product;
  }
}

/// Cheap goods are bought in larger numbers.
std::uint64_t draw_quantity(Random& random, std::uint64_t price_cents) {
  if (price_cents >= 5'000) return chance(random, 950) ? 1 : 2;
  if (price_cents >= 1'500) return 1 + random.below(1 + random.below(3));
  return 1 + random.below(1 + random.below(12));
}

std::uint64_t quantity_discount_per_mille(std::uint64_t quantity) {
  return quantity >= 10 ? 100 : quantity >= 5 ? 50 : 0;
}

OrderLine draw_line(const World& world, Random& random, Day day) {
  const Product product = draw_product(world, random, day);
  OrderLine line{};
  line.product_key = product.key;
  line.quantity = draw_quantity(random, product.list_price_cents);
  const auto year =
      static_cast<std::size_t>(static_cast<int>(std::chrono::year_month_day(day).year()) - 2022);
  line.unit_price_cents = product.list_price_cents * k_price_level_per_mille[year] / 1000 *
                          (1000 - quantity_discount_per_mille(line.quantity)) / 1000;
  line.net_cents = line.quantity * line.unit_price_cents;
  if (const auto promotion = draw_promotion(world, random, day, product.category)) {
    line.promotion_key = promotion->key;
    line.discount_cents = line.net_cents * promotion->discount_percent / 100;
    line.net_cents -= line.discount_cents;
  }
  return line;
}

}  // namespace

void for_each_order(const World& world, const std::function<void(const Order&)>& visit) {
  for_each_day(world.counts.orders, [&](Day day, std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      Order order{};
      order.number = k_first_number + first + i;
      Random random = random_for(world.seed, Purpose::order, order.number);
      order.day = day;
      order.ordered_at =
          day + seconds{static_cast<std::int64_t>(second_of_day(i, count, random.below(1 << 20)))};
      draw_parties(world, random, order);
      draw_delivery(random, order);
      order.line_count = 1 + pick_weighted(random, k_line_count_weights);
      for (std::size_t l = 0; l < order.line_count; ++l)
        order.all_lines[l] = draw_line(world, random, day);
      visit(order);
    }
  });
}

}  // namespace selfopt::retail
