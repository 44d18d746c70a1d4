#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "whatif/planned_cost.hpp"

namespace selfopt::whatif {

/// What the planner has said of one statement, and what follows from it.
///
/// A plan under the set S that scans only U is the best plan for every set between U and S: what S
/// offers beyond U was not wanted. And more indexes never make the best plan dearer, so the cost
/// under S bounds the cost of every part of S from below, and that of every set with U from above.
///
/// The planner breaks both rules now and then, for about one pair of sets in a hundred, when an
/// unused index prunes a path. Such answers are counted; where two contradict each other nothing is
/// inferred from them.
class KnownCosts {
 public:
  void learn(const IndexSet& offered, const PlannedCost& planned);

  /// \returns the cost under \p set, if it was asked or follows from what was
  std::optional<PlannedCost> find(const IndexSet& set);

  /// \returns the bounds that follow for \p set. At least the empty set must have been learnt.
  CostRange range(const IndexSet& set) const;

  /// \returns the least cost learnt under any part of \p set, infinite if there is none
  double least_within(const IndexSet& set) const;

  /// \returns the plans seen, of those that use the same indexes the cheapest
  std::vector<PlannedCost> plans() const;

  /// \returns how many answers contradicted the bounds that earlier ones gave
  std::int64_t contradictions() const { return m_contradictions; }

 private:
  struct Answer {
    IndexSet offered;
    std::uint64_t offered_bits;
    std::uint64_t used_bits;
    PlannedCost planned;
  };
  struct Neighbours {
    const Answer* above = nullptr;  // the dearest whose set contains the one asked for
    const Answer* below = nullptr;  // the cheapest whose plan the one asked for allows
  };
  Neighbours neighbours(const IndexSet& set) const;

  std::map<IndexSet, PlannedCost> m_exact;
  std::vector<Answer> m_answers;
  std::int64_t m_contradictions = 0;
};

}  // namespace selfopt::whatif
