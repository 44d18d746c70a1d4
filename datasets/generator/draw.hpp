#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "env/random.hpp"

/// Drawing numbers, in whole numbers only: floating point could round differently elsewhere, and
/// the same seed has to give the same bytes on every machine.
namespace selfopt::retail {

using env::Random;

/// What a stream of random numbers decides.
enum class Purpose : std::uint64_t {
  product = 1,
  store,
  customer,
  supplier,
  promotion,
  order,
  sales_return,
  assortment,
  stock,
  order_of_keys,
};

/// A stream for one thing of one kind. Because each has its own, any row can be made without the
/// rows before it, and a table comes out the same whichever other tables are asked for.
inline Random random_for(std::uint64_t seed, Purpose purpose, std::uint64_t key) {
  return Random(seed * 0xd1342543de82ef95U + static_cast<std::uint64_t>(purpose) * (1ULL << 56) +
                key * 0x9e6c63d0876a9a47U);
}

/// \returns true in \p per_mille of 1000 cases
inline bool chance(Random& random, std::uint64_t per_mille) {
  return random.below(1000) < per_mille;
}

/// \returns a whole number in [low, high]
inline int between(Random& random, int low, int high) {
  return low + static_cast<int>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

template <typename T, std::size_t count>
const T& pick(Random& random, const std::array<T, count>& choices) {
  return choices[random.below(count)];
}

/// \returns an index, drawn in proportion to \p weights
template <std::size_t count>
std::size_t pick_weighted(Random& random, const std::array<unsigned, count>& weights) {
  std::uint64_t left = random.below(std::accumulate(weights.begin(), weights.end(), 0U));
  std::size_t index = 0;
  while (left >= weights[index])
    left -= weights[index++];
  return index;
}

/// The keys 1..count, some of which are much more popular than others.
///
/// The key of popularity rank r = 0, 1, … is drawn with a probability in proportion to
/// (r + offset)^-s: the law of Zipf and Mandelbrot. u^k for an even u in [0, 1) has a density in
/// proportion to x^(1/k - 1), so with k = 2^squarings the exponent is s = 1 - 1/k, and neither a
/// table nor a logarithm is needed. Which key has which rank is shuffled.
class SkewedKeys {
 public:
  /// \param count in [1, 2^32)
  /// \param squarings 2: s = 0.75, 3: s = 0.875
  SkewedKeys(std::uint64_t seed, std::uint64_t count, std::uint64_t offset, int squarings)
      : m_count(count), m_offset(offset), m_squarings(squarings) {
    Random random = random_for(seed, Purpose::order_of_keys, count);
    m_first = random.below(count);
    m_step = random.below(count);
    while (std::gcd(m_step, count) != 1)
      m_step = (m_step + 1) % count;
  }

  /// \returns a key in [1, count]
  std::uint64_t draw(Random& random) const {
    while (true) {
      std::uint64_t fraction = random.bits();  // of 2^64
      for (int i = 0; i < m_squarings; ++i)
        fraction = high_half(fraction, fraction);
      const std::uint64_t rank = high_half(fraction, m_count + m_offset);
      if (rank >= m_offset) return (m_first + (rank - m_offset) * m_step) % m_count + 1;
    }
  }

 private:
  __extension__ typedef unsigned __int128 Wide;
  static std::uint64_t high_half(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>((static_cast<Wide>(a) * b) >> 64);
  }

  std::uint64_t m_count;
  std::uint64_t m_offset;
  int m_squarings;
  std::uint64_t m_first = 0;
  std::uint64_t m_step = 0;
};

}  // namespace selfopt::retail
