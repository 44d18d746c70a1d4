#pragma once

#include <chrono>
#include <cstdint>

#include "env/random.hpp"

namespace selfopt::loop {

/// When the next cycle begins. Several machines that were started together drift apart (jitter), a
/// server that is down is asked ever less often (back-off), and a loop that only fails changes
/// nothing any more (circuit breaker).
class Pace {
 public:
  using Ms = std::chrono::milliseconds;

  explicit Pace(std::uint64_t seed) : m_random(seed) {}

  /// \returns the pause after a cycle that went well: \p interval, give or take a tenth
  Ms after_success(Ms interval);
  /// \returns the pause after one that failed: \p retry for the first, then twice as long each
  ///          time, an hour at most, give or take a tenth
  Ms after_failure(Ms retry);

  std::int64_t failures() const { return m_failures; }
  /// \returns whether five cycles in a row have failed
  bool circuit_open() const;

 private:
  Ms jitter(Ms pause);

  env::Random m_random;
  std::int64_t m_failures = 0;
};

}  // namespace selfopt::loop
