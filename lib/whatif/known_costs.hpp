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
/// The planner breaks both rules now and then, for one to seven pairs of sets in a hundred, when an
/// unused index prunes a path. Such answers are counted. A set that was answered more than a plan
/// costs that it allows bounds its parts by that plan; where two answers contradict each other
/// nothing is inferred from them.
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
    double least;  // cost of the cheapest plan known that the offered set allows
  };
  struct Neighbours {
    const Answer* dearest = nullptr;  // of those whose set contains the one asked for
    const Answer* above = nullptr;    // of those the one whose least is the most
    const Answer* below = nullptr;    // the cheapest whose plan the one asked for allows
  };
  Neighbours neighbours(const IndexSet& set) const;
  bool lower_by(const Answer& answer);

  std::map<IndexSet, PlannedCost> m_exact;
  std::vector<Answer> m_answers;
  std::int64_t m_contradictions = 0;
};

}  // namespace selfopt::whatif
