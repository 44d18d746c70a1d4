#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Looking at many bytes at once. Masks are of 64 bytes, the first in bit 0.
namespace selfopt::etl {

/// Where three characters are in a text, as masks of 64 bytes each.
struct CharacterMasks {
  static constexpr std::size_t k_blocks = 64;
  std::array<std::uint64_t, k_blocks> line_ends;
  std::array<std::uint64_t, k_blocks> delimiters;
  std::array<std::uint64_t, k_blocks> quotes;
};
/// Fills the first \p blocks masks from as many blocks of 64 bytes at \p text.
void find_characters(const char* text, std::size_t blocks, char line_end, char delimiter,
                     char quote, CharacterMasks& masks);

/// The same without the registers of 32 bytes that find_characters() uses where there are such.
void find_characters_portably(const char* text, std::size_t blocks, char line_end, char delimiter,
                              char quote, CharacterMasks& masks);

/// \returns for each bit the parity of the bits up to and with it: between the first bit and the
///          second, the third and the fourth, and so on, all are set.
inline std::uint64_t parity_up_to(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;
  return bits;
}

/// \returns how many bytes of \p text are \p wanted.
std::size_t count_bytes(std::string_view text, char wanted);

/// \returns whether every byte is ASCII and none is NUL.
bool is_plain_ascii(std::string_view text);

}  // namespace selfopt::etl
