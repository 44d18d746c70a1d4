#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

/// Numbers as a server wants them: the highest byte first.
namespace selfopt::etl {

inline std::uint8_t swapped(std::uint8_t bits) {
  return bits;
}
inline std::uint16_t swapped(std::uint16_t bits) {
  return __builtin_bswap16(bits);
}
inline std::uint32_t swapped(std::uint32_t bits) {
  return __builtin_bswap32(bits);
}
inline std::uint64_t swapped(std::uint64_t bits) {
  return __builtin_bswap64(bits);
}

/// Writes \p value. \returns what is behind it
///
/// Places to write to are passed and returned by value all through this room: a byte written
/// through a pointer may change any variable that lives in memory, the pointer among them.
template <typename Int>
char* put(Int value, char* out) {
  auto bits = static_cast<std::make_unsigned_t<Int>>(value);
  if constexpr (std::endian::native == std::endian::little) bits = swapped(bits);
  std::memcpy(out, &bits, sizeof bits);
  return out + sizeof bits;
}

/// The same with the length of the value in front, four bytes.
template <typename Int>
char* put_sized(Int value, char* out) {
  return put(value, put(static_cast<std::int32_t>(sizeof(Int)), out));
}

}  // namespace selfopt::etl
