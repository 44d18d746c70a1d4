#include "promotion.hpp"

#include <string>

#include <fmt/format.h>

#include "goods.hpp"

namespace selfopt::retail {

namespace {

using std::chrono::days;

constexpr int k_longest_days = 28;
constexpr std::array<std::uint64_t, 6> k_percents = {5, 10, 15, 20, 30, 50};
constexpr std::array<std::string_view, 4> k_kinds = {"coupon", "price cut", "bundle", "clearance"};

std::string promotion_name(const Promotion& promotion, Random& random) {
  if (!promotion.category) return fmt::format("Everything {} % off", promotion.discount_percent);
  const std::string_view goods = category_at(*promotion.category).name;
  switch (random.below(3)) {
    case 0:
      return fmt::format("\"{}\" week, online and in store", goods);
    case 1:
      return fmt::format("{}: −{} %", goods, promotion.discount_percent);
    default:
      return fmt::format("Fête de {}", goods);
  }
}

}  // namespace

Promotion promotion_at(const World& world, std::uint64_t key) {
  Random random = random_for(world.seed, Purpose::promotion, key);
  Promotion promotion{};
  promotion.key = key;
  if (!chance(random, 350)) promotion.category = random.below(k_categories);
  promotion.discount_percent = pick(random, k_percents);
  promotion.starts_on =
      k_first_day + days{static_cast<int>((key - 1) * k_days / world.counts.promotions)};
  promotion.ends_on = promotion.starts_on + days{between(random, 6, k_longest_days - 1)};
  return promotion;
}

std::optional<Promotion> draw_promotion(const World& world, Random& random, Day day,
                                        std::size_t category) {
  const auto elapsed = static_cast<std::uint64_t>((day - k_first_day).count() + 1);
  // The promotions with (key - 1) * k_days / promotions < elapsed, see promotion_at.
  const std::uint64_t started = (elapsed * world.counts.promotions + k_days - 1) / k_days;
  const std::uint64_t recent = world.counts.promotions * k_longest_days / k_days + 1;
  const std::uint64_t back = random.below(recent);
  if (back >= started) return {};
  const Promotion promotion = promotion_at(world, started - back);
  if (!promotion.covers(day, category)) return {};
  return promotion;
}

void write_promotions(const World& world, CsvWriter& csv) {
  csv.header(
      "promotion_key,promotion_code,promotion_name,kind,category,discount_percent,starts_on,"
      "ends_on,budget");
  for (std::uint64_t key = 1; key <= world.counts.promotions; ++key) {
    const Promotion promotion = promotion_at(world, key);
    Random random = random_for(~world.seed, Purpose::promotion, key);
    csv.whole(key).text(fmt::format("P{:05}", key)).text(promotion_name(promotion, random));
    csv.text(pick(random, k_kinds));
    if (promotion.category)
      csv.text(category_at(*promotion.category).name);
    else
      csv.null();
    csv.decimal(promotion.discount_percent * 10, 1).day(promotion.starts_on).day(promotion.ends_on);
    if (chance(random, 300))
      csv.null();
    else
      csv.decimal((5 + random.below(200)) * 50'000);
    csv.end_row();
  }
}

}  // namespace selfopt::retail
