#include "recommend/choice_state.hpp"

#include <algorithm>

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

}  // namespace

ChoiceState::ChoiceState(const ChoiceSpace& space, const IndexSet& set)
    : m_space(&space),
      m_has(space.bundles_of.size()),
      m_way(space.ways.size()),
      m_saved(space.bundles.size()),
      m_payers(space.master.upkeep.shared.size()),
      m_seen(space.bundles.size()) {
  for (const IndexSet& bundle : space.bundles)
    m_missing.push_back(static_cast<int>(bundle.size()));
  for (const int index : set)
    put(index, true);
  for (std::size_t statement = 0; statement < m_way.size(); ++statement) {
    m_way[statement] = cheapest_way(statement);
    m_total += cost(statement);
    count_gains(statement, 1);
  }
}

IndexSet ChoiceState::set() const {
  std::vector<int> members;
  for (std::size_t i = 0; i < m_has.size(); ++i)
    if (m_has[i] != 0) members.push_back(static_cast<int>(i));
  return IndexSet(members);
}

double ChoiceState::gain(std::size_t bundle) const {
  double gain = m_saved[bundle];
  if (gain <= 0) return gain;
  std::vector<std::size_t> paid;
  for (const int index : m_space->bundles[bundle]) {
    if (has(index)) continue;
    gain -= m_space->upkeep(index);
    for (const std::size_t shared : m_space->shared_of[at(index)]) {
      if (m_payers[shared] > 0 || std::ranges::count(paid, shared) > 0) continue;
      paid.push_back(shared);
      gain -= m_space->master.upkeep.shared[shared].cost;
    }
  }
  return gain;
}

double ChoiceState::loss(int index) const {
  double loss = -m_space->upkeep(index);
  for (const std::size_t shared : m_space->shared_of[at(index)])
    if (m_payers[shared] == 1) loss -= m_space->master.upkeep.shared[shared].cost;
  for (const auto& concern : m_space->concerns[at(index)]) {
    const auto& ways = m_space->ways[concern.statement];
    std::size_t way = m_way[concern.statement];
    while (m_missing[ways[way].bundle] > 0 || m_space->bundles[ways[way].bundle].contains(index))
      ++way;
    loss += ways[way].cost - cost(concern.statement);
  }
  return loss;
}

std::int64_t ChoiceState::missing_bytes(std::size_t bundle) const {
  std::int64_t bytes = 0;
  for (const int index : m_space->bundles[bundle])
    if (!has(index)) bytes += m_space->size_bytes(index);
  return bytes;
}

bool ChoiceState::fits_with(std::size_t bundle) const {
  const Master& master = m_space->master;
  if (master.budget_bytes && m_bytes + missing_bytes(bundle) > *master.budget_bytes) return false;
  if (!master.max_indexes) return true;
  const auto more = std::ranges::count_if(m_space->bundles[bundle], [&](int index) {
    return !has(index) && !master.uncounted.contains(index);
  });
  return m_count + more <= *master.max_indexes;
}

void ChoiceState::add(std::size_t bundle) {
  std::vector<int> lacking;
  std::ranges::copy_if(m_space->bundles[bundle], std::back_inserter(lacking),
                       [&](int index) { return !has(index); });
  change(IndexSet(lacking), true);
}

void ChoiceState::remove(int index) {
  change(IndexSet{index}, false);
}

void ChoiceState::change(const IndexSet& changing, bool there) {
  const auto statements = concerned(changing);
  for (const std::size_t statement : statements)
    count_gains(statement, -1);
  for (const int index : changing)
    put(index, there);
  for (const std::size_t statement : statements) {
    m_total -= cost(statement);
    m_way[statement] = cheapest_way(statement);
    m_total += cost(statement);
    count_gains(statement, 1);
  }
}

// A way dearer than the one that a statement takes is none of its concern.
std::vector<std::size_t> ChoiceState::concerned(const IndexSet& changing) const {
  std::vector<std::size_t> statements;
  for (const int index : changing)
    for (const auto& concern : m_space->concerns[at(index)])
      if (concern.first_way <= m_way[concern.statement]) statements.push_back(concern.statement);
  std::ranges::sort(statements);
  statements.erase(std::unique(statements.begin(), statements.end()), statements.end());
  return statements;
}

void ChoiceState::put(int index, bool there) {
  const int more = there ? 1 : -1;
  m_has[at(index)] = there ? 1 : 0;
  for (const std::size_t bundle : m_space->bundles_of[at(index)])
    m_missing[bundle] -= more;
  m_bytes += more * m_space->size_bytes(index);
  if (!m_space->master.uncounted.contains(index)) m_count += more;
  m_total += more * m_space->upkeep(index);
  for (const std::size_t shared : m_space->shared_of[at(index)]) {
    const double cost = m_space->master.upkeep.shared[shared].cost;
    if (there && m_payers[shared]++ == 0) m_total += cost;
    if (!there && --m_payers[shared] == 0) m_total -= cost;
  }
}

std::size_t ChoiceState::cheapest_way(std::size_t statement) const {
  const auto& ways = m_space->ways[statement];
  const auto open = std::ranges::find_if(
      ways, [&](const ChoiceSpace::Way& way) { return m_missing[way.bundle] == 0; });
  return static_cast<std::size_t>(open - ways.begin());
}

// Each way cheaper than the present one is open to whatever bundle has all that it lacks. A bundle
// that opens several ways saves what the cheapest does, which comes first.
void ChoiceState::count_gains(std::size_t statement, double sign) {
  ++m_round;
  const double now = cost(statement);
  for (std::size_t i = 0; i < m_way[statement]; ++i) {
    const ChoiceSpace::Way& way = m_space->ways[statement][i];
    std::vector<int> lacking;
    for (const int index : m_space->bundles[way.bundle])
      if (!has(index)) lacking.push_back(index);
    std::ranges::sort(lacking, {},
                      [&](int index) { return m_space->bundles_of[at(index)].size(); });
    for (const std::size_t bundle : m_space->bundles_of[at(lacking.front())]) {
      if (m_seen[bundle] == m_round) continue;
      const IndexSet& members = m_space->bundles[bundle];
      if (!std::all_of(lacking.begin() + 1, lacking.end(),
                       [&](int index) { return members.contains(index); }))
        continue;
      m_seen[bundle] = m_round;
      m_saved[bundle] += sign * (now - way.cost);
    }
  }
}

}  // namespace selfopt::advisor
