#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "etl/digits.hpp"
#include "etl/network_order.hpp"
#include "etl/type_lattice.hpp"

/// PostgreSQL's binary COPY format (documentation, "COPY", "Binary Format").
namespace selfopt::etl {

/// What stands in front of all rows, and behind them.
extern const std::string_view k_binary_header;
extern const std::string_view k_binary_trailer;

/// Bytes that one value of \p size bytes of text takes at most, with its length word.
constexpr std::size_t encoded_bound(std::size_t size) {
  return size + 32;
}

/// Writes the values of one column, each with its length word.
class ValueEncoder {
 public:
  explicit ValueEncoder(const ColumnType& type) : m_type(type) {}
  const ColumnType& type() const { return m_type; }

  /// Accepts a value exactly if evidence that led to the type could have seen it; nothing is
  /// rounded.
  /// \param value followed by at least 16 readable bytes
  /// \param out   room for encoded_bound(value.size())
  /// \returns what is behind the bytes written, or null if the value does not fit the type
  char* encode(std::string_view value, char* out) const {
    switch (m_type.id) {
      case TypeId::text:
        return encode_text(value, out);
      case TypeId::smallint:
        return encode_integer<std::int16_t>(value, out);
      case TypeId::integer:
        return encode_integer<std::int32_t>(value, out);
      case TypeId::bigint:
        return encode_integer<std::int64_t>(value, out);
      default:
        return encode_other(value, out);
    }
  }

 private:
  template <typename Int>
  static char* encode_integer(std::string_view text, char* out);
  char* encode_text(std::string_view text, char* out) const;
  bool fits_characters(std::string_view text) const;
  char* encode_other(std::string_view value, char* out) const;

  ColumnType m_type;
};

/// \returns what is behind the bytes written
inline char* encode_null(char* out) {
  return put(std::int32_t{-1}, out);
}
/// \param fields number of values in the row that follows
inline char* encode_row_start(std::size_t fields, char* out) {
  return put(static_cast<std::int16_t>(fields), out);
}

template <typename Int>
char* ValueEncoder::encode_integer(std::string_view text, char* out) {
  const bool negative = text.starts_with('-');
  const char* const digits = text.data() + (negative ? 1 : 0);
  const std::size_t size = text.size() - (negative ? 1 : 0);
  std::int64_t value = 0;
  if (size == 0 || size > 16) {
    if (!parse_integer(text, value)) return nullptr;
  } else {
    std::uint64_t magnitude = 0;
    if ((*digits == '0' && (size > 1 || negative)) || !read_digits_16(digits, size, magnitude))
      return nullptr;
    value = static_cast<std::int64_t>(magnitude);
    if (negative) value = -value;
  }
  if (value < std::numeric_limits<Int>::min() || value > std::numeric_limits<Int>::max())
    return nullptr;
  return put_sized(static_cast<Int>(value), out);
}

inline char* ValueEncoder::encode_text(std::string_view text, char* out) const {
  if (m_type.max_characters > 0 && text.size() > static_cast<std::size_t>(m_type.max_characters) &&
      !fits_characters(text))
    return nullptr;
  out = put(static_cast<std::int32_t>(text.size()), out);
  // Whole steps of 16 bytes, since a copy of unknown length takes longer than most texts are.
  constexpr std::size_t k_step = 16;
  constexpr std::size_t k_long = 4 * k_step;
  if (text.size() > k_long) {
    std::memcpy(out, text.data(), text.size());
  } else {
    for (std::size_t at = 0; at < text.size(); at += k_step)
      std::memcpy(out + at, text.data() + at, k_step);
  }
  return out + text.size();
}

}  // namespace selfopt::etl
