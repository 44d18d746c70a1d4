#include "recommend/master_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

using Clock = std::chrono::steady_clock;

// Differences below this share of the cost are arithmetic, not progress.
constexpr double k_least_progress = 1e-9;
// A set that is this much dearer before the room left is filled does not get better: with 1.03 no
// better set was found on TPC-H, in twice the time.
constexpr double k_promising = 1.005;
constexpr double k_unknown = std::numeric_limits<double>::quiet_NaN();

// A set of indexes, with what each statement costs under it.
struct State {
  std::vector<char> has;  // of each index, whether it is in the set
  std::vector<double> costs;
  double total = 0;  // costs and upkeep
  std::int64_t bytes = 0;
  std::int64_t count = 0;
  std::vector<int> payers;    // of each shared upkeep, how many indexes of the set it is paid for
  std::vector<double> gains;  // of each bundle; not a number: something has changed since
};

class MasterSearch {
 public:
  MasterSearch(const Master& master, Clock::time_point deadline)
      : m_master(master),
        m_deadline(deadline),
        m_statements_of(master.size_bytes.size()),
        m_shared_of(master.size_bytes.size()) {
    for (std::size_t i = 0; i < master.upkeep.shared.size(); ++i)
      for (const int index : master.upkeep.shared[i].indexes)
        m_shared_of[at(index)].push_back(i);
    std::set<IndexSet> bundles;
    for (std::size_t statement = 0; statement < master.statements.size(); ++statement) {
      for (const Access& way : master.statements[statement]) {
        if (!way.required.empty()) bundles.insert(way.required);
        for (const int index : way.required)
          if (auto& of = m_statements_of[at(index)]; of.empty() || of.back() != statement)
            of.push_back(statement);
      }
    }
    m_bundles.assign(bundles.begin(), bundles.end());
    note_concerned();
  }

  State state_of(const IndexSet& set) const {
    State state{std::vector<char>(m_master.size_bytes.size()),   {}, 0, 0, 0,
                std::vector<int>(m_master.upkeep.shared.size()), {}};
    for (const int index : set)
      put(state, index);
    for (std::size_t statement = 0; statement < m_master.statements.size(); ++statement) {
      state.costs.push_back(cost(state, statement));
      state.total += state.costs.back();
    }
    state.gains.assign(m_bundles.size(), k_unknown);
    return state;
  }

  static IndexSet set_of(const State& state) {
    std::vector<int> members;
    for (std::size_t i = 0; i < state.has.size(); ++i)
      if (state.has[i] != 0) members.push_back(static_cast<int>(i));
    return IndexSet(members);
  }

  // Adds the bundle that gains the most (per byte, if asked) until none fits or gains.
  void fill(State& state, bool per_byte) const {
    while (!late()) {
      const IndexSet* best = nullptr;
      double best_value = 0;
      for (std::size_t i = 0; i < m_bundles.size(); ++i) {
        const IndexSet& bundle = m_bundles[i];
        const double gain = gain_of(state, i);
        if (gain <= state.total * k_least_progress) continue;
        const std::int64_t bytes = missing_bytes(state, bundle);
        if (!fits(state, bundle, bytes)) continue;
        if (gain <= state.total * k_least_progress) continue;
        const double value =
            per_byte ? gain / static_cast<double>(std::max<std::int64_t>(bytes, 1)) : gain;
        if (value > best_value) {
          best_value = value;
          best = &bundle;
        }
      }
      if (best == nullptr) return;
      add(state, *best);
    }
  }

  // Exchanges until nothing helps.
  void improve(State& state) const {
    while (!late() && (take_out(state) || put_in(state))) {
    }
  }

  // Takes out only, which is quick.
  void improve_a_little(State& state) const {
    while (!late() && take_out(state)) {
    }
  }

 private:
  // Takes each index out in turn, alone or with what fills the room it leaves.
  bool take_out(State& state) const {
    bool progress = false;
    for (const int leaving : set_of(state)) {
      if (late()) return progress;
      State without = state;
      remove(without, leaving);
      if (without.total <= state.total * (1 + k_least_progress)) {
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
  bool put_in(State& state) const {
    bool progress = false;
    for (std::size_t i = 0; i < m_bundles.size(); ++i) {
      if (late()) return progress;
      if (gain_of(state, i) <= state.total * k_least_progress) continue;
      const IndexSet& bundle = m_bundles[i];
      State with = state;
      add(with, bundle);
      progress |=
          make_fit(with, bundle) && with.total < state.total * k_promising && refill(with, state);
    }
    return progress;
  }

  // Fills \p changed, in the order that is better. \returns whether it then replaces \p state
  bool refill(const State& changed, State& state) const {
    bool progress = false;
    for (const bool per_byte : {true, false}) {
      State filled = changed;
      fill(filled, per_byte);
      if (filled.total >= state.total * (1 - k_least_progress)) continue;
      state = std::move(filled);
      progress = true;
    }
    return progress;
  }

  // Takes out what is missed least for its size, but nothing of \p kept, until the limits are kept.
  bool make_fit(State& state, const IndexSet& kept) const {
    while (!fits(state, {}, 0)) {
      int least = -1;
      double least_value = 0;
      for (const int leaving : set_of(state)) {
        if (kept.contains(leaving)) continue;
        const double value = loss_of(state, leaving) / static_cast<double>(std::max<std::int64_t>(
                                                           m_master.size_bytes[at(leaving)], 1));
        if (least >= 0 && value >= least_value) continue;
        least = leaving;
        least_value = value;
      }
      if (least < 0) return false;
      remove(state, least);
    }
    return true;
  }

  double loss_of(State& state, int index) const {
    state.has[at(index)] = 0;
    double loss = -upkeep(index);
    for (const std::size_t shared : m_shared_of[at(index)])
      if (state.payers[shared] == 1) loss -= m_master.upkeep.shared[shared].cost;
    for (const std::size_t statement : m_statements_of[at(index)])
      loss += cost(state, statement) - state.costs[statement];
    state.has[at(index)] = 1;
    return loss;
  }

  static std::size_t at(int index) { return static_cast<std::size_t>(index); }
  bool late() const { return Clock::now() >= m_deadline; }

  double upkeep(int index) const {
    return m_master.upkeep.each.empty() ? 0 : m_master.upkeep.each[at(index)];
  }

  // The ways are sorted by cost.
  double cost(const State& state, std::size_t statement) const {
    for (const Access& way : m_master.statements[statement])
      if (std::ranges::all_of(way.required, [&](int i) { return state.has[at(i)] != 0; }) &&
          std::ranges::none_of(way.forbidden, [&](int i) { return state.has[at(i)] != 0; }))
        return way.cost;
    return 0;  // not reached: one way needs nothing
  }

  void put(State& state, int index) const {
    state.has[at(index)] = 1;
    state.bytes += m_master.size_bytes[at(index)];
    state.count += m_master.uncounted.contains(index) ? 0 : 1;
    state.total += upkeep(index) + begin_paying(state, index);
  }

  // Returns the shared upkeep that \p index is the first to be paid for, or the last.
  double begin_paying(State& state, int index) const {
    double cost = 0;
    for (const std::size_t shared : m_shared_of[at(index)])
      if (state.payers[shared]++ == 0) cost += m_master.upkeep.shared[shared].cost;
    return cost;
  }
  double end_paying(State& state, int index) const {
    double cost = 0;
    for (const std::size_t shared : m_shared_of[at(index)])
      if (--state.payers[shared] == 0) cost += m_master.upkeep.shared[shared].cost;
    return cost;
  }

  void refresh(State& state, std::size_t statement) const {
    const double now = cost(state, statement);
    state.total += now - state.costs[statement];
    state.costs[statement] = now;
  }

  std::vector<std::size_t> touched_by(const State& state, const IndexSet& bundle) const {
    std::vector<std::size_t> statements;
    for (const int index : bundle)
      if (state.has[at(index)] == 0)
        statements.insert(statements.end(), m_statements_of[at(index)].begin(),
                          m_statements_of[at(index)].end());
    std::ranges::sort(statements);
    statements.erase(std::unique(statements.begin(), statements.end()), statements.end());
    return statements;
  }

  void add(State& state, const IndexSet& bundle) const {
    const auto touched = touched_by(state, bundle);
    for (const int index : bundle)
      if (state.has[at(index)] == 0) put(state, index);
    for (const std::size_t statement : touched)
      refresh(state, statement);
    for (const int index : bundle)
      forget_gains(state, index);
  }

  void remove(State& state, int index) const {
    forget_gains(state, index);
    state.has[at(index)] = 0;
    state.bytes -= m_master.size_bytes[at(index)];
    state.count -= m_master.uncounted.contains(index) ? 0 : 1;
    state.total -= upkeep(index) + end_paying(state, index);
    for (const std::size_t statement : m_statements_of[at(index)])
      refresh(state, statement);
  }

  // Adding or removing an index changes what those bundles gain that concern the same statements,
  // or pay for the same.
  void forget_gains(State& state, int index) const {
    for (const std::size_t bundle : m_concerned_by[at(index)])
      state.gains[bundle] = k_unknown;
  }

  void note_concerned() {
    std::vector<std::vector<std::size_t>> bundles_of(m_master.statements.size() +
                                                     m_master.upkeep.shared.size());
    const std::size_t first_shared = m_master.statements.size();
    for (std::size_t i = 0; i < m_bundles.size(); ++i)
      for (const int index : m_bundles[i]) {
        for (const std::size_t statement : m_statements_of[at(index)])
          bundles_of[statement].push_back(i);
        for (const std::size_t shared : m_shared_of[at(index)])
          bundles_of[first_shared + shared].push_back(i);
      }
    m_concerned_by.resize(m_master.size_bytes.size());
    for (std::size_t index = 0; index < m_concerned_by.size(); ++index) {
      std::set<std::size_t> concerned;
      for (const std::size_t statement : m_statements_of[index])
        concerned.insert(bundles_of[statement].begin(), bundles_of[statement].end());
      for (const std::size_t shared : m_shared_of[index])
        concerned.insert(bundles_of[first_shared + shared].begin(),
                         bundles_of[first_shared + shared].end());
      m_concerned_by[index].assign(concerned.begin(), concerned.end());
    }
  }

  double gain_of(State& state, std::size_t bundle) const {
    double& known = state.gains[bundle];
    if (std::isnan(known)) known = reckon_gain(state, m_bundles[bundle]);
    return known;
  }

  double reckon_gain(State& state, const IndexSet& bundle) const {
    const auto touched = touched_by(state, bundle);
    std::vector<int> added;
    double gain = 0;
    for (const int index : bundle) {
      if (state.has[at(index)] != 0) continue;
      state.has[at(index)] = 1;
      added.push_back(index);
      gain -= upkeep(index) + begin_paying(state, index);
    }
    for (const std::size_t statement : touched)
      gain += state.costs[statement] - cost(state, statement);
    for (const int index : added) {
      state.has[at(index)] = 0;
      end_paying(state, index);
    }
    return gain;
  }

  std::int64_t missing_bytes(const State& state, const IndexSet& bundle) const {
    std::int64_t bytes = 0;
    for (const int index : bundle)
      if (state.has[at(index)] == 0) bytes += m_master.size_bytes[at(index)];
    return bytes;
  }

  bool fits(const State& state, const IndexSet& bundle, std::int64_t bytes) const {
    if (m_master.budget_bytes && state.bytes + bytes > *m_master.budget_bytes) return false;
    if (!m_master.max_indexes) return true;
    const auto more = std::ranges::count_if(
        bundle, [&](int i) { return state.has[at(i)] == 0 && !m_master.uncounted.contains(i); });
    return state.count + more <= *m_master.max_indexes;
  }

  const Master& m_master;
  Clock::time_point m_deadline;
  std::vector<std::vector<std::size_t>> m_statements_of;  // of each index
  std::vector<std::vector<std::size_t>> m_shared_of;      // likewise
  std::vector<IndexSet> m_bundles;
  std::vector<std::vector<std::size_t>> m_concerned_by;  // of each index, bundles
};

}  // namespace

IndexSet search_master(const Master& master, const IndexSet& start, Clock::time_point deadline) {
  const MasterSearch search(master, deadline);
  State best = search.state_of(start);
  search.improve_a_little(best);
  for (const bool per_byte : {true, false}) {
    State other = search.state_of({});
    search.fill(other, per_byte);
    search.improve_a_little(other);
    if (other.total < best.total) best = std::move(other);
  }
  search.improve(best);
  return MasterSearch::set_of(best);
}

}  // namespace selfopt::advisor
