#include "etl/encode_binary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

namespace selfopt::etl {
namespace {

using namespace std::string_view_literals;

constexpr std::int64_t k_day_us = std::int64_t{24} * 3600 * 1'000'000;

// Network order. The compiler makes one swap and one store of it.
template <typename Int>
void put(Int value, char*& out) {
  const auto bits = static_cast<std::uint64_t>(value);
  for (std::size_t i = 0; i < sizeof(Int); ++i)
    out[i] = static_cast<char>(bits >> (8 * (sizeof(Int) - 1 - i)));
  out += sizeof(Int);
}

template <typename Int>
void put_sized(Int value, char*& out) {
  put(static_cast<std::int32_t>(sizeof(Int)), out);
  put(value, out);
}

template <typename Int>
bool encode_integer(std::string_view text, char*& out) {
  std::int64_t value = 0;
  if (!parse_integer(text, value) || value < std::numeric_limits<Int>::min() ||
      value > std::numeric_limits<Int>::max())
    return false;
  put_sized(static_cast<Int>(value), out);
  return true;
}

// The digit at `index` of whole and fraction written one after the other; zeros around them.
int digit_at(const Decimal& value, std::ptrdiff_t index) {
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  if (index < 0) return 0;
  if (index < whole) return value.whole[static_cast<std::size_t>(index)] - '0';
  index -= whole;
  if (index >= static_cast<std::ptrdiff_t>(value.fraction.size())) return 0;
  return value.fraction[static_cast<std::size_t>(index)] - '0';
}

// The header that numeric_recv wants: groups of four decimal digits, the weight of the first group
// (0: units), sign, digits shown after the point.
void put_numeric_header(std::ptrdiff_t groups, std::ptrdiff_t weight, bool negative,
                        std::ptrdiff_t shown, char*& out) {
  put(static_cast<std::int16_t>(groups), out);
  put(static_cast<std::int16_t>(weight), out);
  put(static_cast<std::uint16_t>(negative ? 0x4000 : 0), out);
  put(static_cast<std::int16_t>(shown), out);
}

// Numbers that with their fraction filled up to whole groups fit 64 bits: nearly all.
void put_short_numeric(const Decimal& value, std::ptrdiff_t shown, char*& out) {
  std::uint64_t number = 0;
  for (const char c : value.whole)
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  for (const char c : value.fraction)
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  for (std::size_t i = value.fraction.size(); i % 4 != 0; ++i)
    number *= 10;
  std::array<std::int16_t, 5> groups{};  // the last first
  std::size_t count = 0;
  for (std::uint64_t rest = number; rest > 0; rest /= 10000)
    groups[count++] = static_cast<std::int16_t>(rest % 10000);
  const auto fraction_groups = (value.fraction.size() + 3) / 4;
  const auto weight =
      static_cast<std::ptrdiff_t>(count) - 1 - static_cast<std::ptrdiff_t>(fraction_groups);
  std::size_t zeros = 0;  // at the end: not stored
  while (zeros < count && groups[zeros] == 0)
    ++zeros;
  put(static_cast<std::int32_t>(8 + 2 * (count - zeros)), out);
  put_numeric_header(static_cast<std::ptrdiff_t>(count - zeros), count == 0 ? 0 : weight,
                     value.negative && count > 0, shown, out);
  for (std::size_t i = count; i > zeros; --i)
    put(groups[i - 1], out);
}

void put_long_numeric(const Decimal& value, std::ptrdiff_t shown, char*& out) {
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  const std::ptrdiff_t whole_groups = (whole + 3) / 4;
  const std::ptrdiff_t groups =
      whole_groups + (static_cast<std::ptrdiff_t>(value.fraction.size()) + 3) / 4;
  char* header = out;
  out += 4 + 8;
  char* const digits = out;
  char* end = out;  // behind the last group that is not zero
  std::ptrdiff_t leading = 0;
  std::ptrdiff_t digit = whole - whole_groups * 4;
  for (std::ptrdiff_t group = 0; group < groups; ++group, digit += 4) {
    const int number = digit_at(value, digit) * 1000 + digit_at(value, digit + 1) * 100 +
                       digit_at(value, digit + 2) * 10 + digit_at(value, digit + 3);
    if (number == 0 && out == digits) {
      ++leading;
      continue;
    }
    put(static_cast<std::int16_t>(number), out);
    if (number != 0) end = out;
  }
  out = end;
  const std::ptrdiff_t stored = (end - digits) / 2;
  put(static_cast<std::int32_t>(8 + 2 * stored), header);
  put_numeric_header(stored, stored == 0 ? 0 : whole_groups - 1 - leading,
                     value.negative && stored > 0, shown, header);
}

bool encode_numeric(const ColumnType& type, std::string_view text, char*& out) {
  Decimal value;
  if (!parse_decimal(text, value)) return false;
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  const auto scale = static_cast<std::ptrdiff_t>(value.fraction.size());
  if (type.precision > 0 && (scale > type.scale || whole > type.precision - type.scale))
    return false;
  // Limits of an unconstrained numeric.
  if (whole > 131'072 || scale > 16'383) return false;
  const std::ptrdiff_t shown = type.precision > 0 ? type.scale : scale;
  constexpr std::ptrdiff_t k_short_digits = 15;  // and up to three zeros: below 10^19
  if (whole + scale <= k_short_digits)
    put_short_numeric(value, shown, out);
  else
    put_long_numeric(value, shown, out);
  return true;
}

bool encode_double(std::string_view text, char*& out) {
  double value = 0;
  if (!parse_real(text, value) && !parse_special(text, value)) return false;
  put_sized(std::bit_cast<std::int64_t>(value), out);
  return true;
}

// Seven digits are more than a float keeps; six it always gives back.
bool encode_real(std::string_view text, char*& out) {
  double value = 0;
  Decimal decimal;
  if (parse_decimal(text, decimal) && decimal.significant_digits() > 6) return false;
  if (!parse_real(text, value) && !parse_special(text, value)) return false;
  put_sized(std::bit_cast<std::int32_t>(static_cast<float>(value)), out);
  return true;
}

bool encode_boolean(std::string_view text, char*& out) {
  bool value = false;
  BooleanForm form{};
  if (!parse_boolean(text, value, form)) return false;
  put_sized(static_cast<std::int8_t>(value), out);
  return true;
}

bool encode_moment(const ColumnType& type, std::string_view text, char*& out) {
  Moment value;
  if (!parse_moment(text, type.formats, value)) return false;
  if (type.id == TypeId::date) {
    if (value.has_time) return false;
    put_sized(value.days, out);
    return true;
  }
  if (value.has_zone != (type.id == TypeId::timestamptz)) return false;
  put_sized(value.days * k_day_us + value.microseconds, out);
  return true;
}

bool encode_time(std::string_view text, char*& out) {
  std::int64_t microseconds = 0;
  if (!parse_time(text, microseconds)) return false;
  put_sized(microseconds, out);
  return true;
}

bool encode_uuid(std::string_view text, char*& out) {
  std::array<unsigned char, 16> bytes{};
  if (!parse_uuid(text, bytes.data())) return false;
  put(std::int32_t{16}, out);
  std::memcpy(out, bytes.data(), bytes.size());
  out += bytes.size();
  return true;
}

bool encode_text(const ColumnType& type, std::string_view text, char*& out) {
  if (type.max_characters > 0 && text.size() > static_cast<std::size_t>(type.max_characters)) {
    const auto characters = std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
    if (characters > type.max_characters) return false;
  }
  put(static_cast<std::int32_t>(text.size()), out);
  if (!text.empty()) std::memcpy(out, text.data(), text.size());
  out += text.size();
  return true;
}

// jsonb_recv: a version byte before the text. The server checks the text.
bool encode_jsonb(std::string_view text, char*& out) {
  put(static_cast<std::int32_t>(text.size() + 1), out);
  *out++ = 1;
  std::memcpy(out, text.data(), text.size());
  out += text.size();
  return true;
}

}  // namespace

// Signature, flags, length of an extension that is not there.
const std::string_view k_binary_header = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"sv;
const std::string_view k_binary_trailer = "\377\377"sv;

bool encode_value(const ColumnType& type, std::string_view value, char*& out) {
  switch (type.id) {
    case TypeId::text:
      return encode_text(type, value, out);
    case TypeId::integer:
      return encode_integer<std::int32_t>(value, out);
    case TypeId::bigint:
      return encode_integer<std::int64_t>(value, out);
    case TypeId::smallint:
      return encode_integer<std::int16_t>(value, out);
    case TypeId::numeric:
      return encode_numeric(type, value, out);
    case TypeId::double_precision:
      return encode_double(value, out);
    case TypeId::date:
    case TypeId::timestamp:
    case TypeId::timestamptz:
      return encode_moment(type, value, out);
    case TypeId::boolean:
      return encode_boolean(value, out);
    case TypeId::time:
      return encode_time(value, out);
    case TypeId::uuid:
      return encode_uuid(value, out);
    case TypeId::real:
      return encode_real(value, out);
    case TypeId::jsonb:
      return encode_jsonb(value, out);
  }
  return false;
}

void encode_null(char*& out) {
  put(std::int32_t{-1}, out);
}

void encode_row_start(std::size_t fields, char*& out) {
  put(static_cast<std::int16_t>(fields), out);
}

}  // namespace selfopt::etl
