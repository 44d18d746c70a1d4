#include "etl/encode_binary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "etl/calendar.hpp"
#include "etl/network_order.hpp"

namespace selfopt::etl {
namespace {

using namespace std::string_view_literals;

// The digit at `index` of whole and fraction written one after the other; zeros around them.
int digit_at(const Decimal& value, std::ptrdiff_t index) {
  const auto whole = static_cast<std::ptrdiff_t>(value.whole.size());
  if (index < 0) return 0;
  if (index < whole) return value.whole[static_cast<std::size_t>(index)] - '0';
  index -= whole;
  if (index >= static_cast<std::ptrdiff_t>(value.fraction.size())) return 0;
  return value.fraction[static_cast<std::size_t>(index)] - '0';
}

template <typename Int>
char* encode_integer(std::string_view text, char* out) {
  std::int64_t value = 0;
  if (!parse_integer(text, value) || value < std::numeric_limits<Int>::min() ||
      value > std::numeric_limits<Int>::max())
    return nullptr;
  return put_sized(static_cast<Int>(value), out);
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
  if (!parse_moment(text, type.formats, value)) return nullptr;
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
    case TypeId::smallint:
      return encode_integer<std::int16_t>(value, out);
    case TypeId::integer:
      return encode_integer<std::int32_t>(value, out);
    case TypeId::bigint:
      return encode_integer<std::int64_t>(value, out);
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
