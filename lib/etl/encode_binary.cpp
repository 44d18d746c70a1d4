#include "etl/encode_binary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "etl/digits.hpp"
#include "etl/network_order.hpp"

namespace selfopt::etl {
namespace {

using namespace std::string_view_literals;

constexpr std::int64_t k_day_us = std::int64_t{24} * 3600 * 1'000'000;

// The digit at `index` of whole and fraction written one after the other; zeros around them.
int digit_at(const Decimal& value, std::ptrdiff_t index) {
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  if (index < 0) return 0;
  if (index < whole) return value.whole[static_cast<std::size_t>(index)] - '0';
  index -= whole;
  if (index >= static_cast<std::ptrdiff_t>(value.fraction.size())) return 0;
  return value.fraction[static_cast<std::size_t>(index)] - '0';
}

// The length and the header that numeric_recv wants: groups of four decimal digits, the weight of
// the first group (0: units), sign, digits shown after the point.
char* put_numeric_header(std::ptrdiff_t groups, std::ptrdiff_t weight, bool negative,
                         std::ptrdiff_t shown, char* out) {
  const auto word = [](std::ptrdiff_t value) {
    return static_cast<std::uint64_t>(static_cast<std::uint16_t>(value));
  };
  out = put(static_cast<std::int32_t>(8 + 2 * groups), out);
  return put(
      word(groups) << 48 | word(weight) << 32 | word(negative ? 0x4000 : 0) << 16 | word(shown),
      out);
}

// At most eight digits before the point and after it, which is nearly all there is: four groups.
// \returns null if the text is not of that form; it may still be a number
char* encode_short_numeric(const ColumnType& type, std::string_view text, char* out) {
  const bool negative = text.starts_with('-');
  const char* const digits = text.data() + (negative ? 1 : 0);
  const std::size_t size = text.size() - (negative ? 1 : 0);
  if (size == 0 || size > 17) return nullptr;
  const std::size_t whole_size = std::min(find_in_8(digits, '.'), size);
  if (whole_size == 0 || whole_size + 1 == size || size - whole_size > 9) return nullptr;
  const std::size_t scale = whole_size == size ? 0 : size - whole_size - 1;
  std::uint64_t whole = 0;
  std::uint64_t fraction = 0;
  if (!read_digits_8(digits, whole_size, whole) || (*digits == '0' && whole_size > 1))
    return nullptr;
  if (scale > 0 && !read_digits_8(digits + whole_size + 1, scale, fraction)) return nullptr;
  if (negative && scale == 0 && whole == 0) return nullptr;
  const std::size_t whole_digits = whole == 0 ? 0 : whole_size;
  const auto most_scale = static_cast<std::size_t>(type.scale);
  const auto most_whole = static_cast<std::size_t>(type.precision - type.scale);
  if (type.precision > 0 && (scale > most_scale || whole_digits > most_whole)) return nullptr;
  constexpr std::array<std::uint32_t, 9> k_fill{0,     10'000'000, 1'000'000, 100'000, 10'000,
                                                1'000, 100,        10,        1};
  fraction *= k_fill[scale];
  const std::uint64_t groups =
      (whole / 10000) << 48 | (whole % 10000) << 32 | (fraction / 10000) << 16 | fraction % 10000;
  const auto shown = static_cast<std::ptrdiff_t>(type.precision > 0 ? most_scale : scale);
  if (groups == 0) return put_numeric_header(0, 0, false, shown, out);
  const int leading = std::countl_zero(groups) / 16;
  const int stored = 4 - leading - std::countr_zero(groups) / 16;
  out = put_numeric_header(stored, 1 - leading, negative, shown, out);
  put(groups << (16 * leading), out);
  return out + 2 * stored;
}

char* put_numeric(const Decimal& value, std::ptrdiff_t shown, char* out) {
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  const std::ptrdiff_t whole_groups = (whole + 3) / 4;
  const std::ptrdiff_t groups =
      whole_groups + (static_cast<std::ptrdiff_t>(value.fraction.size()) + 3) / 4;
  char* const header = out;
  char* const digits = out + 4 + 8;
  char* behind = digits;
  char* end = digits;  // behind the last group that is not zero
  std::ptrdiff_t leading = 0;
  std::ptrdiff_t digit = whole - whole_groups * 4;
  for (std::ptrdiff_t group = 0; group < groups; ++group, digit += 4) {
    const int number = digit_at(value, digit) * 1000 + digit_at(value, digit + 1) * 100 +
                       digit_at(value, digit + 2) * 10 + digit_at(value, digit + 3);
    if (number == 0 && behind == digits) {
      ++leading;
      continue;
    }
    behind = put(static_cast<std::int16_t>(number), behind);
    if (number != 0) end = behind;
  }
  const std::ptrdiff_t stored = (end - digits) / 2;
  put_numeric_header(stored, stored == 0 ? 0 : whole_groups - 1 - leading,
                     value.negative && stored > 0, shown, header);
  return end;
}

char* encode_numeric(const ColumnType& type, std::string_view text, char* out) {
  if (char* end = encode_short_numeric(type, text, out)) return end;
  Decimal value;
  if (!parse_decimal(text, value)) return nullptr;
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  const auto scale = static_cast<std::ptrdiff_t>(value.fraction.size());
  if (type.precision > 0 && (scale > type.scale || whole > type.precision - type.scale))
    return nullptr;
  // Limits of an unconstrained numeric.
  if (whole > 131'072 || scale > 16'383) return nullptr;
  return put_numeric(value, type.precision > 0 ? type.scale : scale, out);
}

char* encode_double(std::string_view text, char* out) {
  double value = 0;
  if (!parse_real(text, value) && !parse_special(text, value)) return nullptr;
  return put_sized(std::bit_cast<std::int64_t>(value), out);
}

// Seven digits are more than a float keeps; six it always gives back.
char* encode_real(std::string_view text, char* out) {
  double value = 0;
  Decimal decimal;
  if (parse_decimal(text, decimal) && decimal.significant_digits() > 6) return nullptr;
  if (!parse_real(text, value) && !parse_special(text, value)) return nullptr;
  return put_sized(std::bit_cast<std::int32_t>(static_cast<float>(value)), out);
}

char* encode_boolean(std::string_view text, char* out) {
  bool value = false;
  BooleanForm form{};
  if (!parse_boolean(text, value, form)) return nullptr;
  return put_sized(static_cast<std::int8_t>(value), out);
}

char* encode_moment(const ColumnType& type, std::string_view text, char* out) {
  Moment value;
  const bool is_plain = (type.formats & k_iso) != 0 && parse_plain_moment(text, value);
  if (!is_plain && !parse_moment(text, type.formats, value)) return nullptr;
  if (type.id == TypeId::date) return value.has_time ? nullptr : put_sized(value.days, out);
  if (value.has_zone != (type.id == TypeId::timestamptz)) return nullptr;
  return put_sized(value.days * k_day_us + value.microseconds, out);
}

char* encode_time(std::string_view text, char* out) {
  std::int64_t microseconds = 0;
  return parse_time(text, microseconds) ? put_sized(microseconds, out) : nullptr;
}

// interval_recv: microseconds, days, months.
char* encode_interval(std::string_view text, char* out) {
  Interval value;
  if (!parse_interval(text, value)) return nullptr;
  out = put(value.microseconds, put(std::int32_t{16}, out));
  return put(value.months, put(value.days, out));
}

// inet_recv: family (2 or 3), length of the prefix, 0 for inet and not cidr, bytes and their
// number.
char* encode_address(std::string_view text, char* out) {
  Address value;
  if (!parse_address(text, value)) return nullptr;
  const std::size_t size = value.is_v6 ? 16 : 4;
  out = put(static_cast<std::int32_t>(4 + size), out);
  *out++ = value.is_v6 ? 3 : 2;
  *out++ = static_cast<char>(value.prefix);
  *out++ = 0;
  *out++ = static_cast<char>(size);
  std::memcpy(out, value.bytes.data(), size);
  return out + size;
}

char* encode_uuid(std::string_view text, char* out) {
  std::array<unsigned char, 16> bytes{};
  if (!parse_uuid(text, bytes.data())) return nullptr;
  out = put(std::int32_t{16}, out);
  std::memcpy(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

// jsonb_recv: a version byte before the text.
char* encode_jsonb(std::string_view text, char* out) {
  if (!is_json_document(text)) return nullptr;
  out = put(static_cast<std::int32_t>(text.size() + 1), out);
  *out++ = 1;
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

}  // namespace

// Signature, flags, length of an extension that is not there.
const std::string_view k_binary_header = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"sv;
const std::string_view k_binary_trailer = "\377\377"sv;

bool ValueEncoder::fits_characters(std::string_view text) const {
  const auto characters = std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return characters <= m_type.max_characters;
}

char* ValueEncoder::encode_other(std::string_view value, char* out) const {
  const ColumnType& type = m_type;
  switch (type.id) {
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
    case TypeId::interval:
      return encode_interval(value, out);
    case TypeId::uuid:
      return encode_uuid(value, out);
    case TypeId::inet:
      return encode_address(value, out);
    case TypeId::real:
      return encode_real(value, out);
    case TypeId::jsonb:
      return encode_jsonb(value, out);
    default:
      return nullptr;
  }
}

}  // namespace selfopt::etl
