#include "product.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace selfopt::retail {

namespace {

using std::chrono::days;

constexpr std::array<std::string_view, 12> k_traits = {
    "Classic", "Premium", "Eco",     "Mini",  "Deluxe", "Everyday",
    "Röst",    "Grande",  "Compact", "Retro", "Alpine", "Prêt-à-porter"};
constexpr std::array<std::string_view, 6> k_colours = {"black",        "white",    "red",
                                                       "forest green", "sky blue", "naturel"};
constexpr std::array<std::string_view, 4> k_endings = {"99", "95", "49", "00"};

/// A price as shops write them: 12.99, 12.95, 12.49 or 12.00.
std::uint64_t shop_price(Random& random, const Subcategory& kind) {
  // The smaller of two draws: there are more cheap things than dear ones.
  const int first = between(random, kind.least_cents, kind.greatest_cents);
  const int second = between(random, kind.least_cents, kind.greatest_cents);
  const int price = std::min(first, second);
  const std::string_view ending = pick(random, k_endings);
  const int rounded = price / 100 * 100 + (ending[0] - '0') * 10 + ending[1] - '0';
  return static_cast<std::uint64_t>(std::max(rounded, kind.least_cents));
}

/// Text such as people type into a product system: with commas, quotes and line ends.
std::string description(Random& random, const Subcategory& kind, std::string_view colour) {
  switch (random.below(5)) {
    case 0:
      return fmt::format("{} in {}, easy to care for", kind.name, colour);
    case 1:
      return fmt::format("Voted \"best of the year\", {} edition", colour);
    case 2:
      return fmt::format("Features:\n- {}\n- {}-year guarantee", colour, between(random, 2, 5));
    case 3:
      return fmt::format("{}\" wide, {}\" high; {}", between(random, 4, 40), between(random, 4, 40),
                         colour);
    default:
      return fmt::format("A {} favourite of our customers", colour);
  }
}

}  // namespace

Product product_at(const World& world, std::uint64_t key) {
  Random random = random_for(world.seed, Purpose::product, key);
  Product product{};
  product.key = key;
  product.category = random.below(k_categories);
  product.subcategory = random.below(4);
  product.brand = random.below(6);
  // A brand has at most three suppliers.
  const std::uint64_t brand = product.category * 6 + product.brand;
  product.supplier_key = (brand * 7 + random.below(3) * 5) % world.counts.suppliers + 1;
  product.list_price_cents =
      shop_price(random, category_at(product.category).subcategories[product.subcategory]);
  product.introduced_on = chance(random, 800) ? k_first_day - days{between(random, 1, 2500)}
                                              : k_first_day + days{between(random, 0, 1000)};
  if (chance(random, 100)) {
    const Day end = product.introduced_on + days{between(random, 400, 3000)};
    if (end > k_first_day && end <= k_last_day) product.discontinued_on = end;
  }
  return product;
}

void write_products(const World& world, CsvWriter& csv) {
  csv.header(
      "product_key,product_code,product_name,brand,subcategory,category,supplier_key,list_price,"
      "unit_cost,weight_kg,introduced_on,discontinued_on,is_private_label,description");
  for (std::uint64_t key = 1; key <= world.counts.products; ++key) {
    const Product product = product_at(world, key);
    Random random = random_for(~world.seed, Purpose::product, key);
    const Category& category = category_at(product.category);
    const Subcategory& kind = category.subcategories[product.subcategory];
    const std::string_view colour = pick(random, k_colours);
    csv.whole(key).text(fmt::format("{:06}", (key * 7919 + 40'000) % 999'983));
    csv.text(fmt::format("{} {} {}", category.brands[product.brand], pick(random, k_traits),
                         pick(random, kind.nouns)));
    csv.text(category.brands[product.brand]).text(kind.name).text(category.name);
    csv.whole(product.supplier_key).decimal(product.list_price_cents);
    csv.decimal(product.list_price_cents * (450 + random.below(300)) / 1000);
    if (chance(random, 120))
      csv.null();
    else
      csv.decimal(20 + random.below(9000), 3);
    csv.day(product.introduced_on);
    if (product.discontinued_on)
      csv.day(*product.discontinued_on);
    else
      csv.null();
    csv.boolean(product.brand == 0);
    if (chance(random, 150))
      csv.null();
    else
      csv.text(description(random, kind, colour));
    csv.end_row();
  }
}

}  // namespace selfopt::retail
