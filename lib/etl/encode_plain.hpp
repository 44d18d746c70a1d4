#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "etl/digits.hpp"
#include "etl/network_order.hpp"
#include "etl/type_lattice.hpp"

/// Values as nearly all files have them, written without a loop. Each function takes text
/// with at least 16 readable bytes behind it, and returns what is behind the bytes it wrote, or
/// null if the value is not of the plain form; it may be right all the same, so that others have to
/// look.
namespace selfopt::etl {

/// At most eight digits, perhaps with a minus sign.
template <typename Int>
char* encode_plain_integer(std::string_view text, char* out) {
  const bool negative = text.starts_with('-');
  const char* const digits = text.data() + (negative ? 1 : 0);
  const std::size_t size = text.size() - (negative ? 1 : 0);
  if (size - 1 >= 8) return nullptr;
  const std::uint64_t padded = zeros_before(load_8(digits), size);
  if (!are_digits(padded) || (*digits == '0' && (size > 1 || negative))) return nullptr;
  auto value = static_cast<std::int64_t>(number_of(padded));
  if (negative) value = -value;
  if (value < std::numeric_limits<Int>::min() || value > std::numeric_limits<Int>::max())
    return nullptr;
  return put_sized(static_cast<Int>(value), out);
}

/// The length and the header that numeric_recv wants: groups of four decimal digits, the weight of
/// the first group (0: units), sign, digits shown after the point.
inline char* put_numeric_header(std::ptrdiff_t groups, std::ptrdiff_t weight, bool negative,
                                std::ptrdiff_t shown, char* out) {
  const auto word = [](std::ptrdiff_t value) {
    return static_cast<std::uint64_t>(static_cast<std::uint16_t>(value));
  };
  out = put(static_cast<std::int32_t>(8 + 2 * groups), out);
  return put(
      word(groups) << 48 | word(weight) << 32 | word(negative ? 0x4000 : 0) << 16 | word(shown),
      out);
}

/// At most eight digits before the point and after it.
char* encode_plain_numeric(const ColumnType& type, std::string_view text, char* out);
/// "2024-01-31".
char* encode_plain_date(std::string_view text, char* out);
/// "2024-01-31 23:59:59", or with a T between.
char* encode_plain_timestamp(std::string_view text, char* out);

}  // namespace selfopt::etl
