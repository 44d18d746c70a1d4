#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// Decimal digits, eight at a time in one register (Lemire, "Quickly parsing eight digits", 2018).
namespace selfopt::etl {

constexpr std::uint64_t k_eight_zeros = 0x3030303030303030;  // in ASCII

/// \returns the 8 bytes at \p at, the first in the lowest bits
inline std::uint64_t load_8(const char* at) {
  std::uint64_t text = 0;
  std::memcpy(&text, at, sizeof text);
  if constexpr (std::endian::native != std::endian::little) text = __builtin_bswap64(text);
  return text;
}

/// \returns the first \p count (1 to 8) characters with zeros before them
inline std::uint64_t zeros_before(std::uint64_t text, std::size_t count) {
  text <<= 64 - 8 * count;
  return count < 8 ? text | k_eight_zeros >> (8 * count) : text;
}
/// \returns the first \p count (0 to 8) characters with zeros behind them
inline std::uint64_t zeros_behind(std::uint64_t text, std::size_t count) {
  if (count == 8) return text;
  const std::uint64_t rest = ~std::uint64_t{0} << (8 * count);
  return (text & ~rest) | (k_eight_zeros & rest);
}

inline bool are_digits(std::uint64_t text) {
  constexpr std::uint64_t k_high_halves = 0xf0f0f0f0f0f0f0f0;
  const std::uint64_t above_nine = (text + 0x0606060606060606) & k_high_halves;
  return ((text & k_high_halves) | (above_nine >> 4)) == 0x3333333333333333;
}

/// \returns the number that eight digits are.
inline std::uint64_t number_of(std::uint64_t text) {
  text -= k_eight_zeros;
  text = text * 10 + (text >> 8);
  constexpr std::uint64_t k_every_fourth = 0x000000ff000000ff;
  return (((text & k_every_fourth) * 0x000f424000000064) +
          (((text >> 16) & k_every_fourth) * 0x0000271000000001)) >>
         32;
}

/// \returns eight digits as two numbers below 10,000, the first in the higher 16 of 32 bits.
inline std::uint64_t two_groups_of(std::uint64_t text) {
  text -= k_eight_zeros;
  text = (text * 10 + (text >> 8)) & 0x00ff00ff00ff00ff;
  text = text * 100 + (text >> 16);
  return (text & 0xffff) << 16 | ((text >> 32) & 0xffff);
}

/// \param at     text with at least 8 readable bytes
/// \param digits how many of them are to be read; 1 to 8
/// \returns false if one of those is not a digit
inline bool read_digits_8(const char* at, std::size_t digits, std::uint64_t& value) {
  const std::uint64_t text = zeros_before(load_8(at), digits);
  value = number_of(text);
  return are_digits(text);
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

/// Three pairs of digits with a separator between, as in 23:59:59 and 24-01-31.
struct ThreePairs {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t third = 0;
};
/// \param at text with at least 8 readable bytes
/// \returns false if they are not of that form
inline bool read_three_pairs(const char* at, char separator, ThreePairs& pairs) {
  constexpr std::uint64_t k_digit_places = 0x3030003030003030;
  constexpr std::uint64_t k_separator_places = 0x0000010000010000;
  const std::uint64_t text =
      load_8(at) ^ (k_digit_places | k_separator_places * static_cast<unsigned char>(separator));
  // Adding sets the highest bit of a digit above 9 and of a separator that is another.
  constexpr std::uint64_t k_fill = 0x76767f76767f7676;
  constexpr std::uint64_t k_highest_bits = 0x8080808080808080;
  if ((((text + k_fill) | text) & k_highest_bits) != 0) return false;
  const std::uint64_t numbers = text * 10 + (text >> 8);
  pairs.first = numbers & 0xff;
  pairs.second = (numbers >> 24) & 0xff;
  pairs.third = (numbers >> 48) & 0xff;
  return true;
}

/// \returns which of the 8 bytes at \p at is the first \p wanted; 8 if none is
inline std::size_t find_in_8(const char* at, char wanted) {
  constexpr std::uint64_t k_ones = 0x0101010101010101;
  const std::uint64_t text = load_8(at) ^ k_ones * static_cast<unsigned char>(wanted);
  const std::uint64_t zero_bytes = (text - k_ones) & ~text & (k_ones << 7);
  return static_cast<std::size_t>(std::countr_zero(zero_bytes)) / 8;
}

}  // namespace selfopt::etl
