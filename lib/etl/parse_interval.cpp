#include <algorithm>
#include <array>
#include <limits>

#include "etl/parse_value.hpp"

namespace selfopt::etl {
namespace {

constexpr std::int64_t k_second_us = 1'000'000;
constexpr std::int64_t k_most = 1'000'000;  // of any unit: nothing overflows then

struct Unit {
  std::string_view name;
  std::int64_t months;
  std::int64_t days;
};
constexpr std::array<Unit, 10> k_units{{{"year", 12, 0},
                                        {"years", 12, 0},
                                        {"mon", 1, 0},
                                        {"mons", 1, 0},
                                        {"month", 1, 0},
                                        {"months", 1, 0},
                                        {"week", 0, 7},
                                        {"weeks", 0, 7},
                                        {"day", 0, 1},
                                        {"days", 0, 1}}};

// Reads "-12" in front. \returns false if no digit is there, or too many are
bool take_number(std::string_view& rest, std::int64_t& value) {
  const bool negative = rest.starts_with('-');
  std::string_view digits = rest.substr(negative ? 1 : 0);
  std::size_t count = 0;
  value = 0;
  while (count < digits.size() && static_cast<unsigned char>(digits[count] - '0') < 10 &&
         value < k_most)
    value = value * 10 + (digits[count++] - '0');
  if (count == 0 || value >= k_most) return false;
  rest = digits.substr(count);
  if (negative) value = -value;
  return true;
}

// Reads ".25" in front, if it is there: millionths. Six digits are kept, so no more may be there.
bool take_fraction(std::string_view& rest, std::int64_t& millionths) {
  millionths = 0;
  if (!rest.starts_with('.')) return true;
  rest.remove_prefix(1);
  std::int64_t unit = k_second_us / 10;
  std::size_t count = 0;
  for (; count < rest.size() && static_cast<unsigned char>(rest[count] - '0') < 10; ++count) {
    millionths += (rest[count] - '0') * unit;
    unit /= 10;
  }
  rest.remove_prefix(count);
  return count >= 1 && count <= 6;
}

// "[-]H:MM[:SS[.ffffff]]", hours without limit.
bool take_clock(std::string_view text, Interval& value) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t hours = 0;
  if (text.starts_with('-') || !take_number(text, hours) || !text.starts_with(':')) return false;
  text.remove_prefix(1);
  const auto two_digits = [&text](std::int64_t& number) {
    if (text.size() < 2) return false;
    std::string_view pair = text.substr(0, 2);
    if (pair.front() == '-' || !take_number(pair, number) || !pair.empty() || number > 59)
      return false;
    text.remove_prefix(2);
    return true;
  };
  std::int64_t minutes = 0;
  std::int64_t seconds = 0;
  std::int64_t millionths = 0;
  if (!two_digits(minutes)) return false;
  if (text.starts_with(':')) {
    text.remove_prefix(1);
    if (!two_digits(seconds) || !take_fraction(text, millionths)) return false;
  }
  const std::int64_t sum = ((hours * 60 + minutes) * 60 + seconds) * k_second_us + millionths;
  value.microseconds += negative ? -sum : sum;
  return text.empty();
}

// "1 year 2 mons 3 days 04:05:06": as PostgreSQL writes it, larger units before smaller ones and
// none twice, which it would not read.
bool parse_words(std::string_view text, Interval& value) {
  constexpr std::int64_t k_most_days_of_month = 31;
  std::int64_t last_days = std::numeric_limits<std::int64_t>::max();
  while (!text.empty()) {
    if (take_clock(text, value)) return true;
    std::int64_t number = 0;
    if (!take_number(text, number) || !text.starts_with(' ')) return false;
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find(' '), text.size());
    const auto* unit = std::ranges::find(k_units, text.substr(0, end), &Unit::name);
    if (unit == k_units.end()) return false;
    const std::int64_t days = unit->months * k_most_days_of_month + unit->days;
    if (days >= last_days) return false;
    last_days = days;
    value.months += static_cast<std::int32_t>(number * unit->months);
    value.days += static_cast<std::int32_t>(number * unit->days);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

// "P1Y2M3DT4H5M6.5S" of ISO 8601.
bool parse_iso(std::string_view text, Interval& value) {
  text.remove_prefix(1);
  bool in_time = false;
  bool any = false;
  while (!text.empty()) {
    if (!in_time && text.starts_with('T')) {
      in_time = true;
      any = false;
      text.remove_prefix(1);
      continue;
    }
    std::int64_t number = 0;
    std::int64_t millionths = 0;
    const bool negative = text.starts_with('-');
    if (!take_number(text, number) || !take_fraction(text, millionths) || text.empty())
      return false;
    const char unit = text.front();
    text.remove_prefix(1);
    any = true;
    if (millionths != 0 && unit != 'S') return false;
    if (in_time && (unit == 'H' || unit == 'M' || unit == 'S')) {
      const std::int64_t seconds = unit == 'H' ? 3600 : unit == 'M' ? 60 : 1;
      value.microseconds += number * seconds * k_second_us + (negative ? -millionths : millionths);
    } else if (!in_time && (unit == 'Y' || unit == 'M')) {
      value.months += static_cast<std::int32_t>(number * (unit == 'Y' ? 12 : 1));
    } else if (!in_time && (unit == 'W' || unit == 'D')) {
      value.days += static_cast<std::int32_t>(number * (unit == 'W' ? 7 : 1));
    } else {
      return false;
    }
  }
  return any;
}

}  // namespace

bool parse_interval(std::string_view text, Interval& value) {
  constexpr std::size_t k_longest = 80;
  value = {};
  if (text.size() < 3 || text.size() > k_longest) return false;
  return text.front() == 'P' ? parse_iso(text, value) : parse_words(text, value);
}

}  // namespace selfopt::etl
