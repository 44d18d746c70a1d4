#pragma once

#include <cstdint>
#include <vector>

#include "recommend/choice_space.hpp"

namespace selfopt::advisor {

/// A set of indexes with what each statement costs under it and what each bundle would gain. Adding
/// or removing an index changes only what depends on it, so that a search can try thousands of
/// sets.
class ChoiceState {
 public:
  /// \param space must outlive it
  ChoiceState(const ChoiceSpace& space, const whatif::IndexSet& set);

  whatif::IndexSet set() const;
  /// \returns what the statements and the upkeep of the set cost
  double total() const { return m_total; }
  /// \returns how much smaller the total is with \p bundle
  double gain(std::size_t bundle) const;
  /// \returns how much larger the total is without \p index, a member
  double loss(int index) const;
  /// \returns the space of what the set lacks of \p bundle
  std::int64_t missing_bytes(std::size_t bundle) const;
  /// \returns whether the set with \p bundle keeps to the limits
  bool fits_with(std::size_t bundle) const;

  void add(std::size_t bundle);
  void remove(int index);

 private:
  bool has(int index) const { return m_has[static_cast<std::size_t>(index)] != 0; }
  double cost(std::size_t statement) const {
    return m_space->ways[statement][m_way[statement]].cost;
  }
  std::vector<std::size_t> concerned(const whatif::IndexSet& changing) const;
  void count_gains(std::size_t statement, double sign);
  std::size_t cheapest_way(std::size_t statement) const;
  void change(const whatif::IndexSet& changing, bool there);
  void put(int index, bool there);

  const ChoiceSpace* m_space;
  std::vector<char> m_has;            // of each index
  std::vector<int> m_missing;         // of each bundle, how many of its indexes the set lacks
  std::vector<std::size_t> m_way;     // of each statement, the one it takes
  std::vector<double> m_saved;        // by each bundle, of the statements' cost
  std::vector<int> m_payers;          // of each shared upkeep
  std::vector<std::uint32_t> m_seen;  // of each bundle, the round of counting that met it last
  std::uint32_t m_round = 0;
  double m_total = 0;
  std::int64_t m_bytes = 0;
  std::int64_t m_count = 0;
};

}  // namespace selfopt::advisor
