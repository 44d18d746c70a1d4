#include "inventory.hpp"

#include "calendar.hpp"

namespace selfopt::retail {

namespace {

namespace chrono = std::chrono;

constexpr std::uint64_t k_kept_per_mille = 34;  // of all products, by one store

bool keeps(const World& world, std::uint64_t store, std::uint64_t product) {
  Random random =
      random_for(world.seed, Purpose::assortment, store * world.counts.products + product);
  return chance(random, k_kept_per_mille);
}

void write_stock(const World& world, Day day, std::uint64_t store, std::uint64_t product,
                 CsvWriter& csv) {
  const auto since_start = static_cast<std::uint64_t>((day - k_first_day).count());
  Random random = random_for(world.seed, Purpose::stock,
                             (store * world.counts.products + product) * k_days + since_start);
  csv.day(day).whole(store).whole(product);
  const std::uint64_t reorder_point = 5 * (1 + random.below(6));
  const std::uint64_t on_hand =
      chance(random, 40) ? 0 : 1 + random.below(1 + random.below(8 * reorder_point));
  csv.whole(on_hand).whole(reorder_point);
  if (on_hand < reorder_point && chance(random, 800))
    csv.whole(reorder_point * 4);
  else
    csv.null();
  csv.end_row();
}

}  // namespace

void write_inventory(const World& world, CsvWriter& csv) {
  csv.header("snapshot_date,store_key,product_key,on_hand,reorder_point,on_order");
  const chrono::year last_year = chrono::year_month_day(k_last_day).year();
  for (unsigned month = 1; month <= 12; ++month) {
    const Day month_end = last_year / chrono::month{month} / chrono::last;
    for (std::uint64_t store = 1; store <= world.counts.stores; ++store)
      for (std::uint64_t product = 1; product <= world.counts.products; ++product)
        if (keeps(world, store, product)) write_stock(world, month_end, store, product, csv);
  }
}

}  // namespace selfopt::retail
