#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace selfopt::etl {

/// \returns which of the 64 bytes at \p block equal one of the three, the first in bit 0.
inline std::uint64_t mask_of(const char* block, char a, char b, char c) {
  std::uint64_t mask = 0;
#if defined(__SSE2__)
  const __m128i first = _mm_set1_epi8(a);
  const __m128i second = _mm_set1_epi8(b);
  const __m128i third = _mm_set1_epi8(c);
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + part * 16));
    const __m128i found =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second)),
                     _mm_cmpeq_epi8(bytes, third));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(found)))
            << (part * 16);
  }
#else
  for (int i = 0; i < 64; ++i)
    mask |= static_cast<std::uint64_t>(block[i] == a || block[i] == b || block[i] == c) << i;
#endif
  return mask;
}

}  // namespace selfopt::etl
