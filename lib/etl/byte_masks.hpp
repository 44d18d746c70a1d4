#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Looking at many bytes at once. Masks are of 64 bytes, the first in bit 0.
namespace selfopt::etl {

/// 64 bytes, loaded once and compared several times.
class ByteBlock {
 public:
  explicit ByteBlock(const char* bytes) {
    for (std::size_t part = 0; part < k_parts; ++part)
      m_parts[part] = load(bytes + part * k_part_bytes);
  }
  /// \returns which bytes are \p wanted.
  std::uint64_t equal_to(char wanted) const {
    std::uint64_t mask = 0;
    for (std::size_t part = 0; part < k_parts; ++part)
      mask |= equal(m_parts[part], wanted) << (part * k_part_bytes);
    return mask;
  }

 private:
#if defined(__SSE2__)
  using Part = __m128i;
  static constexpr std::size_t k_part_bytes = 16;
  static Part load(const char* bytes) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  }
  static std::uint64_t equal(Part part, char wanted) {
    return static_cast<std::uint32_t>(
        _mm_movemask_epi8(_mm_cmpeq_epi8(part, _mm_set1_epi8(wanted))));
  }
#else
  using Part = const char*;
  static constexpr std::size_t k_part_bytes = 64;
  static Part load(const char* bytes) {
    return bytes;
  }
  static std::uint64_t equal(Part part, char wanted) {
    std::uint64_t mask = 0;
    for (std::size_t i = 0; i < k_part_bytes; ++i)
      mask |= static_cast<std::uint64_t>(part[i] == wanted) << i;
    return mask;
  }
#endif
  static constexpr std::size_t k_parts = 64 / k_part_bytes;
  // NOLINTNEXTLINE(modernize-avoid-c-arrays): std::array drops the alignment of its elements
  Part m_parts[k_parts];
};

/// \returns for each bit the parity of the bits up to and with it: between the first bit and the
///          second, the third and the fourth, and so on, all are set.
inline std::uint64_t parity_up_to(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2)
    bits ^= bits << shift;
  return bits;
}

/// \returns how many bytes of \p text are \p wanted.
inline std::size_t count_bytes(std::string_view text, char wanted) {
  std::size_t count = 0;
  std::size_t at = 0;
#if defined(__SSE2__)
  const __m128i pattern = _mm_set1_epi8(wanted);
  const __m128i zero = _mm_setzero_si128();
  while (text.size() - at >= 16) {
    // Each byte of `found` counts to 255 at most, and is then added to the sum.
    __m128i found = zero;
    for (int i = 0; i < 255 && text.size() - at >= 16; ++i, at += 16) {
      const auto* part = reinterpret_cast<const __m128i*>(text.data() + at);
      found = _mm_sub_epi8(found, _mm_cmpeq_epi8(_mm_loadu_si128(part), pattern));
    }
    const __m128i sums = _mm_sad_epu8(found, zero);
    count += static_cast<std::size_t>(_mm_cvtsi128_si64(sums)) +
             static_cast<std::size_t>(_mm_cvtsi128_si64(_mm_srli_si128(sums, 8)));
  }
#endif
  for (; at < text.size(); ++at)
    count += static_cast<std::size_t>(text[at] == wanted);
  return count;
}

/// \returns whether every byte is ASCII and none is NUL.
inline bool is_plain_ascii(std::string_view text) {
  std::size_t at = 0;
#if defined(__SSE2__)
  __m128i bad = _mm_setzero_si128();
  for (; text.size() - at >= 16; at += 16) {
    const __m128i part = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    bad = _mm_or_si128(bad, _mm_or_si128(part, _mm_cmpeq_epi8(part, _mm_setzero_si128())));
  }
  if (_mm_movemask_epi8(bad) != 0) return false;
#endif
  for (; at < text.size(); ++at)
    if (static_cast<unsigned char>(text[at] - 1) >= 0x7f) return false;
  return true;
}

}  // namespace selfopt::etl
