#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "env/random.hpp"
#include "etl/calendar.hpp"
#include "etl/encode_binary.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace selfopt::etl;

namespace {

// The bytes without their length word; nothing if the type does not take the value. What stands
// behind a value must not matter.
std::optional<std::string> encoded(const ColumnType& type, const std::string& value) {
  std::optional<std::string> first;
  for (const char behind : {'9', '.', '\0'}) {
    const std::string padded = value + std::string(16, behind);
    std::string room(encoded_bound(value.size()), '\0');
    const char* end =
        ValueEncoder(type).encode(std::string_view(padded).substr(0, value.size()), room.data());
    std::optional<std::string> bytes;
    if (end != nullptr) bytes = room.substr(4, static_cast<std::size_t>(end - room.data()) - 4);
    if (behind != '9') CHECK(bytes == first);
    first = bytes;
  }
  return first;
}

std::int64_t integer_at(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
  const auto shift = static_cast<int>(64 - 8 * size);
  return static_cast<std::int64_t>(value << shift) >> shift;
}

// What numeric_out would write.
std::string decoded_numeric(const std::string& bytes) {
  const std::int64_t groups = integer_at(bytes, 0, 2);
  const std::int64_t weight = integer_at(bytes, 2, 2);
  const std::int64_t shown = integer_at(bytes, 6, 2);
  const auto group = [&](std::int64_t i) {
    const std::int64_t number =
        i < 0 || i >= groups ? 0 : integer_at(bytes, static_cast<std::size_t>(8 + 2 * i), 2);
    std::string digits = std::to_string(10000 + number);
    return digits.substr(1);
  };
  CHECK(bytes.size() == static_cast<std::size_t>(8 + 2 * groups));
  if (groups > 0) {  // as the server keeps them: no zeros at either end
    CHECK(group(0) != "0000");
    CHECK(group(groups - 1) != "0000");
  }
  std::string whole;
  for (std::int64_t i = 0; i <= weight; ++i)
    whole += group(i);
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  std::string fraction;
  for (std::int64_t i = weight + 1; static_cast<std::int64_t>(fraction.size()) < shown; ++i)
    fraction += group(i);
  fraction.resize(static_cast<std::size_t>(shown));
  return std::string(integer_at(bytes, 4, 2) == 0x4000 ? "-" : "") + (whole.empty() ? "0" : whole) +
         (shown > 0 ? "." + fraction : "");
}

// The number as the server writes it: a zero before the point, none with a minus sign.
std::string canonical(const std::string& number) {
  std::string text = number;
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  if (text.starts_with('.')) text.insert(0, "0");
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  return (negative && !is_zero ? "-" : "") + text;
}

std::string random_digits(env::Random& random, std::uint64_t most) {
  std::string digits(random.below(most + 1), '0');
  const bool many_zeros = random.below(3) == 0;
  for (char& digit : digits)
    digit = static_cast<char>('0' + random.below(many_zeros && random.below(4) != 0 ? 1 : 10));
  return digits;
}

std::string random_number(env::Random& random) {
  std::string whole = random_digits(random, random.below(2) == 0 ? 10 : 22);
  while (whole.size() > 1 && whole.front() == '0')
    whole.erase(0, 1);
  const std::string fraction =
      random.below(3) == 0 ? "" : random_digits(random, random.below(2) == 0 ? 10 : 22);
  if (whole.empty() && fraction.empty()) whole = "7";
  return (random.below(4) == 0 ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

std::string with_a_fault(std::string text, env::Random& random) {
  constexpr std::string_view k_characters = "0123456789.-+eE /:;Tx\x80";
  const auto place = static_cast<std::size_t>(random.below(text.size()));
  text[place] = k_characters[static_cast<std::size_t>(random.below(k_characters.size()))];
  if (random.below(8) == 0) text.erase(0, 1);
  return text;
}

std::string random_moment(env::Random& random) {
  const auto number = [&](std::uint64_t from, std::uint64_t to, std::size_t digits) {
    std::string text = std::to_string(from + random.below(to - from + 1));
    return std::string(digits - std::min(digits, text.size()), '0') + text;
  };
  const std::string date = number(0, 9999, 4) + "-" + number(0, 13, 2) + "-" + number(0, 32, 2);
  if (random.below(3) == 0) return date;
  return date + (random.below(2) == 0 ? "T" : " ") + number(0, 24, 2) + ":" + number(0, 60, 2) +
         ":" + number(0, 60, 2);
}

constexpr int k_rounds = 20'000;

}  // namespace

TEST_CASE("a numeric keeps every digit, however many there are on either side") {
  env::Random random(1);
  const ColumnType any{.id = TypeId::numeric};
  for (int i = 0; i < k_rounds; ++i) {
    const std::string number = random_number(random);
    INFO(number);
    const auto bytes = encoded(any, number);
    Decimal decimal;
    REQUIRE(bytes.has_value() == parse_decimal(number, decimal));
    if (bytes) REQUIRE(decoded_numeric(*bytes) == canonical(number));
  }
  for (const char* number : {"12345678", "123456789", "1234567890", "12345678.5", "123456789.5",
                             "0.00000001", "99999999.99999999", "10000", "100000000.0001"})
    CHECK(decoded_numeric(encoded(any, number).value_or("")) == number);
}

TEST_CASE("a numeric with limits takes what is within them, and shows its scale") {
  env::Random random(2);
  for (int i = 0; i < k_rounds; ++i) {
    const std::string number = random_number(random);
    const auto scale = static_cast<int>(random.below(12));
    const ColumnType type{.id = TypeId::numeric,
                          .precision = std::max(scale + static_cast<int>(random.below(12)), 1),
                          .scale = scale};
    INFO(number << " as " << sql_type(type));
    Decimal decimal;
    const bool fits = parse_decimal(number, decimal) &&
                      static_cast<int>(decimal.fraction.size()) <= scale &&
                      static_cast<int>(decimal.whole.size()) <= type.precision - scale;
    const auto bytes = encoded(type, number);
    REQUIRE(bytes.has_value() == fits);
    if (!bytes) continue;
    std::string wanted = canonical(number);
    if (scale > 0) {
      if (decimal.fraction.empty()) wanted += ".";
      wanted.append(static_cast<std::size_t>(scale) - decimal.fraction.size(), '0');
    }
    REQUIRE(decoded_numeric(*bytes) == wanted);
  }
}

TEST_CASE("what is no number is none in any form") {
  env::Random random(3);
  for (int i = 0; i < k_rounds; ++i) {
    const std::string text = with_a_fault(random_number(random), random);
    INFO(text);
    Decimal decimal;
    const auto bytes = encoded({.id = TypeId::numeric}, text);
    REQUIRE(bytes.has_value() == parse_decimal(text, decimal));
    if (bytes) REQUIRE(decoded_numeric(*bytes) == canonical(text));
  }
}

TEST_CASE("integers of each size take what fits them") {
  env::Random random(4);
  for (int i = 0; i < k_rounds; ++i) {
    std::string text = random_number(random);
    text.erase(std::min(text.find('.'), text.size()));
    if (text.empty() || random.below(4) == 0) text = with_a_fault("1234" + text, random);
    INFO(text);
    std::int64_t value = 0;
    const bool is_integer = parse_integer(text, value);
    const auto check = [&](TypeId id, std::size_t size, std::int64_t least, std::int64_t most) {
      const auto bytes = encoded({.id = id}, text);
      REQUIRE(bytes.has_value() == (is_integer && value >= least && value <= most));
      if (!bytes) return;
      REQUIRE(bytes->size() == size);
      REQUIRE(integer_at(*bytes, 0, size) == value);
    };
    check(TypeId::smallint, 2, -32768, 32767);
    check(TypeId::integer, 4, std::numeric_limits<std::int32_t>::min(),
          std::numeric_limits<std::int32_t>::max());
    check(TypeId::bigint, 8, std::numeric_limits<std::int64_t>::min(),
          std::numeric_limits<std::int64_t>::max());
  }
}

TEST_CASE("dates and time stamps are the same however they are read") {
  env::Random random(5);
  int accepted = 0;
  for (int i = 0; i < k_rounds; ++i) {
    std::string text = random_moment(random);
    if (random.below(4) == 0) text = with_a_fault(text, random);
    INFO(text);
    Moment moment;
    const bool is_moment = parse_moment(text, k_iso, moment);
    const auto date = encoded({.id = TypeId::date, .formats = k_iso}, text);
    REQUIRE(date.has_value() == (is_moment && !moment.has_time));
    if (date) REQUIRE(integer_at(*date, 0, 4) == moment.days);
    const auto stamp = encoded({.id = TypeId::timestamp, .formats = k_iso}, text);
    REQUIRE(stamp.has_value() == (is_moment && !moment.has_zone));
    if (stamp) REQUIRE(integer_at(*stamp, 0, 8) == moment.days * k_day_us + moment.microseconds);
    accepted += stamp ? 1 : 0;
  }
  CHECK(accepted > k_rounds / 4);
}
