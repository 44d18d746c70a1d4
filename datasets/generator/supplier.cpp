#include "supplier.hpp"

#include <string>

#include <fmt/format.h>

#include "calendar.hpp"
#include "people.hpp"
#include "places.hpp"

namespace selfopt::retail {

namespace {

std::string company_name(const Person& person, Random& random) {
  switch (random.below(4)) {
    case 0:
      return fmt::format("{} & Söhne GmbH", person.last->written);
    case 1:
      return fmt::format("{}, Import & Export", person.last->written);
    case 2:
      return fmt::format("\"{}\" S.A.", person.last->written);
    default:
      return fmt::format("{} Trading", person.last->written);
  }
}

}  // namespace

void write_suppliers(const World& world, CsvWriter& csv) {
  csv.header(
      "supplier_key,supplier_code,supplier_name,contact,email,phone,city,country_code,rating,"
      "lead_time_days,is_preferred,contract_since");
  for (std::uint64_t key = 1; key <= world.counts.suppliers; ++key) {
    Random random = random_for(world.seed, Purpose::supplier, key);
    const City& city = pick(random, k_cities);
    const Person person = draw_person(random);
    csv.whole(key).text(fmt::format("{:05}", key * 13)).text(company_name(person, random));
    csv.text(person.full_name()).text(person.email(key, random)).text(phone_number(city, random));
    csv.text(city.name).text(city.country_code);
    if (chance(random, 100))
      csv.null();
    else
      csv.decimal(10 + random.below(41), 1);
    csv.whole(1 + random.below(45)).boolean(chance(random, 200));
    csv.day(k_first_day - std::chrono::days{between(random, 30, 6'000)}).end_row();
  }
}

}  // namespace selfopt::retail
