#include "recommend/master_search.hpp"

#include <algorithm>
#include <optional>

#include "recommend/choice_state.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

using Clock = std::chrono::steady_clock;

// Differences below this share of the cost are arithmetic, not progress.
constexpr double k_least_progress = 1e-9;
// A set that is this much dearer before the room left is filled does not get better: with 1.03 no
// better set was found on TPC-H, in twice the time.
constexpr double k_promising = 1.005;

double each_byte(double value, std::int64_t bytes) {
  return value / static_cast<double>(std::max<std::int64_t>(bytes, 1));
}

class MasterSearch {
 public:
  MasterSearch(const ChoiceSpace& space, Clock::time_point deadline)
      : m_space(space), m_deadline(deadline) {}

  // Adds the bundle that gains the most (per byte, if asked) until none fits or gains.
  void fill(ChoiceState& state, bool per_byte) const {
    while (!late()) {
      std::optional<std::size_t> best;
      double best_value = 0;
      for (std::size_t bundle = 0; bundle < m_space.bundles.size(); ++bundle) {
        const double gain = state.gain(bundle);
        if (gain <= state.total() * k_least_progress || !state.fits_with(bundle)) continue;
        const double value = per_byte ? each_byte(gain, state.missing_bytes(bundle)) : gain;
        if (value <= best_value) continue;
        best_value = value;
        best = bundle;
      }
      if (!best) return;
      state.add(*best);
    }
  }

  // Exchanges until nothing helps.
  void improve(ChoiceState& state) const {
    while (!late() && (take_out(state) || put_in(state))) {
    }
  }

  // Takes out only, which is quick.
  void improve_a_little(ChoiceState& state) const {
    while (!late() && take_out(state)) {
    }
  }

 private:
  bool late() const { return Clock::now() >= m_deadline; }

  // Takes each index out in turn, alone or with what fills the room it leaves.
  bool take_out(ChoiceState& state) const {
    bool progress = false;
    for (const int leaving : state.set()) {
      if (late()) return progress;
      ChoiceState without = state;
      without.remove(leaving);
      if (without.total() <= state.total() * (1 + k_least_progress)) {
        state = std::move(without);
        progress = true;
      } else if (refill(without, state)) {
        progress = true;
      }
    }
    return progress;
  }

  // Puts each bundle in that would gain, takes out what is missed the least until all fits, and
  // fills what room is left.
  bool put_in(ChoiceState& state) const {
    bool progress = false;
    for (std::size_t bundle = 0; bundle < m_space.bundles.size(); ++bundle) {
      if (late()) return progress;
      if (state.gain(bundle) <= state.total() * k_least_progress) continue;
      ChoiceState with = state;
      with.add(bundle);
      progress |= make_fit(with, m_space.bundles[bundle]) &&
                  with.total() < state.total() * k_promising && refill(with, state);
    }
    return progress;
  }

  // Fills \p changed, in the order that is better. \returns whether it then replaces \p state
  bool refill(const ChoiceState& changed, ChoiceState& state) const {
    bool progress = false;
    for (const bool per_byte : {true, false}) {
      ChoiceState filled = changed;
      fill(filled, per_byte);
      if (filled.total() >= state.total() * (1 - k_least_progress)) continue;
      state = std::move(filled);
      progress = true;
    }
    return progress;
  }

  // Takes out what is missed least for its size, but nothing of \p kept, until the limits are kept.
  bool make_fit(ChoiceState& state, const IndexSet& kept) const {
    constexpr std::size_t k_nothing_more = 0;  // the empty bundle
    while (!state.fits_with(k_nothing_more)) {
      std::optional<int> least;
      double least_value = 0;
      for (const int leaving : state.set().difference(kept)) {
        const double value = each_byte(state.loss(leaving), m_space.size_bytes(leaving));
        if (least && value >= least_value) continue;
        least = leaving;
        least_value = value;
      }
      if (!least) return false;
      state.remove(*least);
    }
    return true;
  }

  const ChoiceSpace& m_space;
  Clock::time_point m_deadline;
};

}  // namespace

IndexSet search_master(const Master& master, const IndexSet& start, Clock::time_point deadline) {
  const ChoiceSpace space(master);
  const MasterSearch search(space, deadline);
  ChoiceState best(space, start);
  search.improve_a_little(best);
  for (const bool per_byte : {true, false}) {
    ChoiceState other(space, {});
    search.fill(other, per_byte);
    search.improve_a_little(other);
    if (other.total() < best.total()) best = std::move(other);
  }
  search.improve(best);
  return best.set();
}

}  // namespace selfopt::advisor
