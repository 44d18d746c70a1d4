#include "etl/byte_masks.hpp"

// Which version runs is decided before the program starts, and too early for the thread sanitizer.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define SELFOPT_HAS_WIDE_VERSION
#include <immintrin.h>
#define SELFOPT_FOR_WIDE_REGISTERS [[gnu::target("avx2")]]
#define SELFOPT_FOR_WIDE_REGISTERS_TOO [[gnu::target_clones("avx2", "default")]]
#else
#define SELFOPT_FOR_WIDE_REGISTERS_TOO
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#endif

namespace selfopt::etl {
namespace {

#if defined(__SSE2__)

// Which of 64 bytes are the wanted one, by registers of 16 bytes.
std::uint64_t equal_bytes(const char* bytes, char wanted) {
  std::uint64_t mask = 0;
  for (int part = 0; part < 4; ++part) {
    const auto* at = reinterpret_cast<const __m128i*>(bytes + 16 * part);
    const __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128(at), _mm_set1_epi8(wanted));
    mask |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(equal))} << (16 * part);
  }
  return mask;
}

#else

std::uint64_t equal_bytes(const char* bytes, char wanted) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; ++i)
    mask |= static_cast<std::uint64_t>(bytes[i] == wanted) << i;
  return mask;
}

#endif

#if defined(SELFOPT_HAS_WIDE_VERSION)

SELFOPT_FOR_WIDE_REGISTERS
inline std::uint64_t equal_bytes(__m256i low, __m256i high, __m256i wanted) {
  const int low_mask = _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
  const int high_mask = _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
  return static_cast<std::uint32_t>(low_mask) | std::uint64_t{static_cast<std::uint32_t>(high_mask)}
                                                    << 32;
}

SELFOPT_FOR_WIDE_REGISTERS
void find_widely(const char* text, std::size_t blocks, char line_end, char delimiter, char quote,
                 CharacterMasks& masks) {
  const __m256i line_ends = _mm256_set1_epi8(line_end);
  const __m256i delimiters = _mm256_set1_epi8(delimiter);
  const __m256i quotes = _mm256_set1_epi8(quote);
  for (std::size_t i = 0; i < blocks; ++i, text += 64) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32));
    masks.line_ends[i] = equal_bytes(low, high, line_ends);
    masks.delimiters[i] = equal_bytes(low, high, delimiters);
    masks.quotes[i] = equal_bytes(low, high, quotes);
  }
}

#endif

}  // namespace

void find_characters_portably(const char* text, std::size_t blocks, char line_end, char delimiter,
                              char quote, CharacterMasks& masks) {
  for (std::size_t i = 0; i < blocks; ++i, text += 64) {
    masks.line_ends[i] = equal_bytes(text, line_end);
    masks.delimiters[i] = equal_bytes(text, delimiter);
    masks.quotes[i] = equal_bytes(text, quote);
  }
}

void find_characters(const char* text, std::size_t blocks, char line_end, char delimiter,
                     char quote, CharacterMasks& masks) {
#if defined(SELFOPT_HAS_WIDE_VERSION)
  static const bool k_has_wide_registers = __builtin_cpu_supports("avx2") != 0;
  if (k_has_wide_registers) return find_widely(text, blocks, line_end, delimiter, quote, masks);
#endif
  find_characters_portably(text, blocks, line_end, delimiter, quote, masks);
}

// The compiler makes registers of these loops; 255 bytes at a time, since each counts in one byte.
SELFOPT_FOR_WIDE_REGISTERS_TOO
std::size_t count_bytes(std::string_view text, char wanted) {
  std::size_t count = 0;
  const char* at = text.data();
  std::size_t left = text.size();
  while (left >= 64) {
    std::array<unsigned char, 64> found{};
    for (int i = 0; i < 255 && left >= 64; ++i, at += 64, left -= 64)
      for (std::size_t k = 0; k < 64; ++k)
        found[k] = static_cast<unsigned char>(found[k] + (at[k] == wanted ? 1 : 0));
    for (const unsigned char part : found)
      count += part;
  }
  for (; left > 0; ++at, --left)
    count += *at == wanted ? 1 : 0;
  return count;
}

SELFOPT_FOR_WIDE_REGISTERS_TOO
bool is_plain_ascii(std::string_view text) {
  unsigned char bad = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    bad = static_cast<unsigned char>(bad | (byte & 0x80U) | (byte == 0 ? 1 : 0));
  }
  return bad == 0;
}

}  // namespace selfopt::etl
