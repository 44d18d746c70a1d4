#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "etl/encode_plain.hpp"
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
    if (m_type.id == TypeId::text) return encode_text(value, out);
    char* const end = encode_plain(value, out);
    return end == nullptr ? encode_other(value, out) : end;
  }

 private:
  char* encode_plain(std::string_view value, char* out) const;
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

inline char* ValueEncoder::encode_plain(std::string_view value, char* out) const {
  switch (m_type.id) {
    case TypeId::smallint:
      return encode_plain_integer<std::int16_t>(value, out);
    case TypeId::integer:
      return encode_plain_integer<std::int32_t>(value, out);
    case TypeId::bigint:
      return encode_plain_integer<std::int64_t>(value, out);
    case TypeId::numeric:
      return encode_plain_numeric(m_type, value, out);
    case TypeId::date:
      return (m_type.formats & k_iso) != 0 ? encode_plain_date(value, out) : nullptr;
    case TypeId::timestamp:
      return (m_type.formats & k_iso) != 0 ? encode_plain_timestamp(value, out) : nullptr;
    default:
      return nullptr;
  }
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
