#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "env/random.hpp"

/// The order in which statements are measured.
namespace selfopt::measuring {

/// Rounds in which everything is run once, in an order of the round's own, so that a slow minute
/// hits all alike and nothing always runs behind the same other thing.
class Rounds {
 public:
  /// \param seed equal seeds give equal orders
  explicit Rounds(std::uint64_t seed) : m_random(seed) {}

  /// \param run_round gets the \p things in the order of its round, and may change that
  template <typename Thing, typename RunRound>
  void run(std::int64_t rounds, std::vector<Thing> things, RunRound run_round) {
    for (std::int64_t round = 0; round < rounds; ++round) {
      for (std::size_t i = things.size(); i > 1; --i)
        std::swap(things[i - 1], things[m_random.below(i)]);
      run_round(things);
    }
  }

 private:
  env::Random m_random;
};

/// A machine that is busy for a while makes statements look slower that are not. Only more
/// measurements, later, can tell: measures again, three times at most, what looks slower by then.
/// \param find_suspects gives those that look slower now
/// \param measure       measures what it is given
template <typename FindSuspects, typename Measure>
void measure_suspects_again(FindSuspects find_suspects, Measure measure) {
  constexpr int k_times = 3;
  for (int time = 0; time < k_times; ++time) {
    auto suspects = find_suspects();
    if (suspects.empty()) return;
    measure(std::move(suspects));
  }
}

}  // namespace selfopt::measuring
