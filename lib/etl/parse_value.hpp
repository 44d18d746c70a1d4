#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

/// Text of one value into a number, a moment and so on. Nothing is guessed and nothing lost: what
/// could not be written back the same (leading zeros, a plus sign, a seventh digit of a second) is
/// not accepted, and stays text.
namespace selfopt::etl {

/// "0", "-12"; no plus sign, no leading zeros. \returns false if it is none or exceeds 64 bits
inline bool parse_integer(std::string_view text, std::int64_t& value) {
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  const auto digits = end - at;
  if (digits < 1 || digits > 19 || (*at == '0' && (digits > 1 || negative))) return false;
  std::uint64_t sum = 0;
  for (; at != end; ++at) {
    const auto digit = static_cast<unsigned char>(*at - '0');
    if (digit > 9) return false;
    sum = sum * 10 + digit;  // 19 digits fit 64 bits
  }
  constexpr std::uint64_t k_largest = std::numeric_limits<std::int64_t>::max();
  if (sum > k_largest + (negative ? 1 : 0)) return false;
  value = static_cast<std::int64_t>(negative ? 0 - sum : sum);
  return true;
}

/// A decimal number taken apart: "-12.50" is whole "12", fraction "50".
struct Decimal {
  bool negative = false;
  std::string_view whole;  ///< without leading zeros: empty below one
  std::string_view fraction;
  bool has_point = false;

  /// Digits from the first that is not zero.
  int significant_digits() const;
};
/// "12", "12.50", "-.5"; no exponent, no leading zeros.
bool parse_decimal(std::string_view text, Decimal& value);

/// A decimal number, perhaps with an exponent. NaN and infinities: see parse_special.
/// \returns false also if a double would not give back all its digits
bool parse_real(std::string_view text, double& value);
/// "NaN", "inf", "-Infinity", in any case.
bool parse_special(std::string_view text, double& value);

/// How a truth value is written: words need no second form to be believed.
enum class BooleanForm : std::uint8_t { word_true = 1, t = 2, f = 4, yes = 8, no = 16 };
bool parse_boolean(std::string_view text, bool& value, BooleanForm& form);

/// Orders in which a date is written; a set of bits.
using DateFormats = std::uint8_t;
constexpr DateFormats k_iso = 1;         ///< 2024-01-31
constexpr DateFormats k_ymd_slash = 2;   ///< 2024/01/31
constexpr DateFormats k_dmy_slash = 4;   ///< 31/01/2024
constexpr DateFormats k_mdy_slash = 8;   ///< 01/31/2024
constexpr DateFormats k_dmy_dash = 16;   ///< 31-01-2024
constexpr DateFormats k_mdy_dash = 32;   ///< 01-31-2024
constexpr DateFormats k_dmy_point = 64;  ///< 31.01.2024
constexpr DateFormats k_all_dates = 127;
constexpr DateFormats k_day_first = k_dmy_slash | k_dmy_dash;
constexpr DateFormats k_month_first = k_mdy_slash | k_mdy_dash;

/// A date or time stamp.
struct Moment {
  DateFormats formats = 0;  ///< orders in which it could be read
  bool has_time = false;
  bool has_zone = false;
  std::int32_t days = 0;          ///< since 2000-01-01, read in the first of `formats`
  std::int64_t microseconds = 0;  ///< of the day; less the zone's offset
};
/// Years 1 to 9999, real days only. \param wanted the orders to try
bool parse_moment(std::string_view text, DateFormats wanted, Moment& value);

/// "23:59", "23:59:59.999999". \param microseconds of the day
bool parse_time(std::string_view text, std::int64_t& microseconds);

/// A span of time as PostgreSQL stores it.
struct Interval {
  std::int64_t microseconds = 0;
  std::int32_t days = 0;
  std::int32_t months = 0;
};
/// "1 year 2 mons 3 days 04:05:06.7", "36:00:00" or "P1DT12H".
bool parse_interval(std::string_view text, Interval& value);

/// An IP address, perhaps with the length of its network's prefix.
struct Address {
  bool is_v6 = false;
  int prefix = 0;
  std::array<unsigned char, 16> bytes{};  ///< the first 4 for version 4
};
/// "192.168.0.1", "10.0.0.0/8", "2001:db8::1", as PostgreSQL writes them.
bool parse_address(std::string_view text, Address& value);

/// \returns whether \p text is a JSON object or array that jsonb takes without loss.
bool is_json_document(std::string_view text);

/// 8-4-4-4-12 hexadecimal digits. \param bytes 16 of them
bool parse_uuid(std::string_view text, unsigned char* bytes);

}  // namespace selfopt::etl
