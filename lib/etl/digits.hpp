#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Decimal digits, eight at a time in one register (Lemire, "Quickly parsing eight digits", 2018).
namespace selfopt::etl {

/// \param at     text with at least 8 readable bytes
/// \param digits how many of them are to be read; 1 to 8
/// \returns false if one of those is not a digit
inline bool read_digits_8(const char* at, std::size_t digits, std::uint64_t& value) {
  if constexpr (std::endian::native != std::endian::little) {
    value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const auto digit = static_cast<unsigned char>(at[i] - '0');
      if (digit > 9) return false;
      value = value * 10 + digit;
    }
    return true;
  }
  constexpr std::uint64_t k_zeros = 0x3030303030303030;
  constexpr std::uint64_t k_high_halves = 0xf0f0f0f0f0f0f0f0;
  std::uint64_t text = 0;
  std::memcpy(&text, at, sizeof text);
  text <<= 64 - 8 * digits;
  if (digits < 8) text |= k_zeros >> (8 * digits);
  const std::uint64_t above_nine = (text + 0x0606060606060606) & k_high_halves;
  if (((text & k_high_halves) | (above_nine >> 4)) != 0x3333333333333333) return false;
  text -= k_zeros;
  text = text * 10 + (text >> 8);
  constexpr std::uint64_t k_every_fourth = 0x000000ff000000ff;
  value = (((text & k_every_fourth) * 0x000f424000000064) +
           (((text >> 16) & k_every_fourth) * 0x0000271000000001)) >>
          32;
  return true;
}

/// The same for 1 to 16 digits; \p at needs 16 readable bytes.
inline bool read_digits_16(const char* at, std::size_t digits, std::uint64_t& value) {
  if (digits <= 8) return read_digits_8(at, digits, value);
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  if (!read_digits_8(at, digits - 8, high) || !read_digits_8(at + digits - 8, 8, low)) return false;
  value = high * 100'000'000 + low;
  return true;
}

/// \returns which of the 8 bytes at \p at is the first \p wanted; 8 if none is
inline std::size_t find_in_8(const char* at, char wanted) {
  if constexpr (std::endian::native != std::endian::little) {
    std::size_t i = 0;
    while (i < 8 && at[i] != wanted)
      ++i;
    return i;
  }
  constexpr std::uint64_t k_ones = 0x0101010101010101;
  std::uint64_t text = 0;
  std::memcpy(&text, at, sizeof text);
  text ^= k_ones * static_cast<unsigned char>(wanted);
  const std::uint64_t zero_bytes = (text - k_ones) & ~text & (k_ones << 7);
  return static_cast<std::size_t>(std::countr_zero(zero_bytes)) / 8;
}

}  // namespace selfopt::etl
