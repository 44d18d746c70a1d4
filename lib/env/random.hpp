#pragma once

#include <array>
#include <cstdint>

namespace selfopt::env {

/// A small random number generator that gives the same numbers on every machine and compiler
/// (the distributions of <random> do not). xoshiro256** by Blackman and Vigna, seeded by
/// splitmix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (std::uint64_t& word : m_state) {
      seed += 0x9e3779b97f4a7c15U;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
      word = mixed ^ (mixed >> 31);
    }
  }

  /// \returns 64 random bits
  std::uint64_t bits() {
    const std::uint64_t result = rotate(m_state[1] * 5, 7) * 9;
    const std::uint64_t shifted = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= shifted;
    m_state[3] = rotate(m_state[3], 45);
    return result;
  }

  /// \returns a whole number in [0, limit); \p limit > 0. The bias is below limit / 2^64.
  std::uint64_t below(std::uint64_t limit) {
    return static_cast<std::uint64_t>((static_cast<Wide>(bits()) * limit) >> 64);
  }

  /// \returns a number in [0, 1) with 53 random bits
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }

 private:
  __extension__ typedef unsigned __int128 Wide;
  static std::uint64_t rotate(std::uint64_t value, int by) {
    return (value << by) | (value >> (64 - by));
  }
  std::array<std::uint64_t, 4> m_state{};
};

}  // namespace selfopt::env
