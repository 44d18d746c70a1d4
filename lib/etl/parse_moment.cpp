#include <array>

#include "etl/calendar.hpp"
#include "etl/parse_value.hpp"

namespace selfopt::etl {
namespace {

// Reads from the front of a text.
struct Cursor {
  std::string_view rest;

  bool take(char wanted) {
    if (rest.empty() || rest.front() != wanted) return false;
    rest.remove_prefix(1);
    return true;
  }
  // \returns the number of digits read, at most `most`
  int number(int most, int& value) {
    int digits = 0;
    value = 0;
    while (digits < most && !rest.empty() && static_cast<unsigned char>(rest.front() - '0') < 10) {
      value = value * 10 + (rest.front() - '0');
      rest.remove_prefix(1);
      ++digits;
    }
    return digits;
  }
};

void offer(Moment& value, DateFormats format, DateFormats wanted, int year, int month, int day) {
  if ((wanted & format) == 0 || !is_day(year, month, day)) return;
  if (value.formats == 0) value.days = day_number(year, month, day);
  value.formats = static_cast<DateFormats>(value.formats | format);
}

// Reads the date in front and leaves the rest.
bool take_date(Cursor& cursor, DateFormats wanted, Moment& value) {
  std::array<int, 3> part{};
  const int first_digits = cursor.number(4, part[0]);
  if (cursor.rest.empty()) return false;
  const char separator = cursor.rest.front();
  if (separator != '-' && separator != '/' && separator != '.') return false;
  cursor.take(separator);
  const int second_digits = cursor.number(2, part[1]);
  if (second_digits == 0 || !cursor.take(separator)) return false;
  const int third_digits = cursor.number(4, part[2]);
  if (first_digits == 4) {
    if (third_digits < 1 || third_digits > 2) return false;
    if (separator == '-') offer(value, k_iso, wanted, part[0], part[1], part[2]);
    if (separator == '/') offer(value, k_ymd_slash, wanted, part[0], part[1], part[2]);
  } else if (third_digits == 4 && first_digits >= 1 && first_digits <= 2) {
    if (separator == '/') {
      offer(value, k_dmy_slash, wanted, part[2], part[1], part[0]);
      offer(value, k_mdy_slash, wanted, part[2], part[0], part[1]);
    } else if (separator == '-') {
      offer(value, k_dmy_dash, wanted, part[2], part[1], part[0]);
      offer(value, k_mdy_dash, wanted, part[2], part[0], part[1]);
    } else {
      offer(value, k_dmy_point, wanted, part[2], part[1], part[0]);
    }
  }
  return value.formats != 0;
}

// Six digits of a second are kept; more are accepted only if they are zeros.
bool take_fraction(Cursor& cursor, std::int64_t& microseconds) {
  int fraction = 0;
  int digits = cursor.number(6, fraction);
  if (digits == 0) return false;
  for (; digits < 6; ++digits)
    fraction *= 10;
  while (cursor.take('0')) {
  }
  microseconds += fraction;
  return true;
}

bool take_time(Cursor& cursor, std::int64_t& microseconds) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (cursor.number(2, hour) == 0 || !cursor.take(':') || cursor.number(2, minute) != 2)
    return false;
  if (hour > 23 || minute > 59) return false;
  const bool has_seconds = cursor.take(':');
  if (has_seconds && (cursor.number(2, second) != 2 || second > 59)) return false;
  microseconds = ((hour * 60 + minute) * 60 + second) * k_second_us;
  return !has_seconds || !cursor.take('.') || take_fraction(cursor, microseconds);
}

// "Z", " UTC", "+02", "-0330", "+05:30". \returns false if there is something else
bool take_zone(Cursor& cursor, Moment& value) {
  if (cursor.rest == " UTC" || cursor.rest == "UTC" || cursor.rest == "Z" || cursor.rest == "z") {
    cursor.rest = {};
    value.has_zone = true;
    return true;
  }
  if (cursor.rest.size() > 3 && cursor.rest.front() == ' ') cursor.rest.remove_prefix(1);
  const bool west = cursor.take('-');
  if (!west && !cursor.take('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (cursor.number(2, hours) != 2) return false;
  const bool colon = cursor.take(':');
  const int digits = cursor.number(2, minutes);
  if ((colon && digits != 2) || digits == 1 || hours > 15 || minutes > 59) return false;
  const std::int64_t offset = (hours * 60 + minutes) * 60 * k_second_us;
  value.microseconds += west ? offset : -offset;
  value.has_zone = true;
  return true;
}

}  // namespace

bool parse_moment(std::string_view text, DateFormats wanted, Moment& value) {
  value = {};
  if (text.size() < 8 || text.size() > 40) return false;
  Cursor cursor{text};
  if (!take_date(cursor, wanted, value)) return false;
  if (cursor.rest.empty()) return true;
  if (!cursor.take('T') && !cursor.take(' ')) return false;
  if (!take_time(cursor, value.microseconds)) return false;
  value.has_time = true;
  if (!cursor.rest.empty() && !take_zone(cursor, value)) return false;
  return cursor.rest.empty();
}

bool parse_time(std::string_view text, std::int64_t& microseconds) {
  if (text.size() < 4 || text.size() > 20) return false;
  Cursor cursor{text};
  return take_time(cursor, microseconds) && cursor.rest.empty() && microseconds < k_day_us;
}

bool parse_uuid(std::string_view text, unsigned char* bytes) {
  if (text.size() != 36) return false;
  const auto nibble = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (text[i++] != '-') return false;
      continue;
    }
    const int high = nibble(text[i]);
    const int low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return false;
    *bytes++ = static_cast<unsigned char>(high * 16 + low);
    i += 2;
  }
  return true;
}

}  // namespace selfopt::etl
