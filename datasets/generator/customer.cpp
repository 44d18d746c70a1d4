#include "customer.hpp"

#include <string>

#include <fmt/format.h>

#include "people.hpp"
#include "store.hpp"

namespace selfopt::retail {

namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr int k_earlier_days = 2'400;  // over which the first 60 % registered

constexpr std::array<std::string_view, 3> k_segments = {"consumer", "business", "wholesale"};
constexpr std::array<unsigned, 3> k_segment_weights = {90, 8, 2};
constexpr std::array<std::string_view, 4> k_tiers = {"", "bronze", "silver", "gold"};
constexpr std::array<unsigned, 4> k_tier_weights = {50, 32, 14, 4};

Day registration_day(const World& world, std::uint64_t key) {
  const std::uint64_t early = world.counts.customers * 6 / 10;
  if (key <= early)
    return k_first_day - days{1 + static_cast<int>((early - key) * k_earlier_days / early)};
  return k_first_day +
         days{static_cast<int>((key - early - 1) * k_days / (world.counts.customers - early))};
}

std::string note(Random& random) {
  switch (random.below(3)) {
    case 0:
      return "Asked to be called \"after six\", not before";
    case 1:
      return fmt::format("Complaint, settled\nVoucher: {} EUR", between(random, 5, 50));
    default:
      return "Moved house; old address, new telephone";
  }
}

}  // namespace

std::uint64_t home_store(const World& world, std::uint64_t customer_key) {
  Random random = random_for(world.seed, Purpose::customer, customer_key);
  return world.stores.draw(random);
}

bool registered_before(const World& world, std::uint64_t customer_key, Day day) {
  return registration_day(world, customer_key) < day;
}

void write_customers(const World& world, CsvWriter& csv) {
  csv.header(
      "customer_key,customer_number,first_name,last_name,email,phone,city,region,country_code,"
      "postal_code,birth_date,segment,loyalty_tier,has_newsletter,registered_at,note");
  for (std::uint64_t key = 1; key <= world.counts.customers; ++key) {
    const City& city = city_of_store(world, home_store(world, key));
    Random random = random_for(~world.seed, Purpose::customer, key);
    const Person person = draw_person(random);
    csv.whole(key).text(fmt::format("{:09}", key * 37));
    csv.text(person.first->written).text(person.last->written).text(person.email(key, random));
    if (chance(random, 200))
      csv.null();
    else
      csv.text(phone_number(city, random));
    csv.text(city.name).text(city.region).text(city.country_code).text(postal_code(city, random));
    if (chance(random, 250))
      csv.null();
    else
      csv.day(k_first_day - days{between(random, 18 * 365, 85 * 365)});
    csv.text(k_segments[pick_weighted(random, k_segment_weights)]);
    const std::string_view tier = k_tiers[pick_weighted(random, k_tier_weights)];
    if (tier.empty())
      csv.null();
    else
      csv.text(tier);
    csv.boolean(chance(random, tier.empty() ? 250 : 700));
    csv.second(registration_day(world, key) + seconds{between(random, 0, 86'399)});
    if (chance(random, 960))
      csv.null();
    else
      csv.text(note(random));
    csv.end_row();
  }
}

}  // namespace selfopt::retail
