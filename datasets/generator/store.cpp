#include "store.hpp"

#include <fmt/format.h>

#include "calendar.hpp"
#include "people.hpp"

namespace selfopt::retail {

namespace {

constexpr std::array<std::string_view, 3> k_formats = {"city", "mall", "outlet"};
constexpr std::array<std::string_view, 4> k_quarters = {"Central", "Station", "North", "Riverside"};

}  // namespace

const City& city_of_store(const World& world, std::uint64_t key) {
  Random random = random_for(world.seed, Purpose::store, key);
  return pick(random, k_cities);
}

void write_stores(const World& world, CsvWriter& csv) {
  csv.header(
      "store_key,store_code,store_name,store_format,city,region,country_code,postal_code,phone,"
      "manager,floor_area_m2,opened_on,has_parking");
  for (std::uint64_t key = 1; key <= world.counts.stores; ++key) {
    const City& city = city_of_store(world, key);
    Random random = random_for(~world.seed, Purpose::store, key);
    const std::string_view format = pick(random, k_formats);
    csv.whole(key)
        .text(fmt::format("{:04}", key))
        .text(fmt::format("{} {}", city.name, pick(random, k_quarters)));
    csv.text(format).text(city.name).text(city.region).text(city.country_code);
    csv.text(postal_code(city, random)).text(phone_number(city, random));
    csv.text(draw_person(random).full_name());
    csv.decimal(2000 + random.below(60'000), 1);
    csv.day(k_first_day - std::chrono::days{between(random, 100, 12'000)});
    csv.boolean(format != k_formats[0]).end_row();
  }
}

}  // namespace selfopt::retail
