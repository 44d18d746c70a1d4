#include "whatif/known_costs.hpp"

#include <algorithm>
#include <limits>

namespace selfopt::whatif {
namespace {

// The planner keeps one of two paths whose costs differ by less than 1 %; below a millionth it is
// arithmetic.
constexpr double k_same = 1e-6;

// A set as 64 bits, several members a bit: a set whose bits are not all in another's is no part of
// it. That settles nearly all comparisons without looking at the members.
std::uint64_t bits_of(const IndexSet& set) {
  std::uint64_t bits = 0;
  for (const int member : set)
    bits |= std::uint64_t{1} << (static_cast<unsigned>(member) % 64);
  return bits;
}

}  // namespace

void KnownCosts::learn(const IndexSet& offered, const PlannedCost& planned) {
  const Answer* below = neighbours(offered).below;
  const bool too_dear = below != nullptr && planned.cost > below->planned.cost * (1 + k_same);
  const double least = too_dear ? below->planned.cost : planned.cost;
  const Answer answer{offered, bits_of(offered), bits_of(planned.used), planned, least};
  if (lower_by(answer) || too_dear) ++m_contradictions;
  m_exact.insert_or_assign(offered, planned);
  m_answers.push_back(answer);
}

// What was offered all that the plan of the answer uses cannot cost more than it. \returns whether
// something was believed to
bool KnownCosts::lower_by(const Answer& answer) {
  bool lowered = false;
  for (Answer& known : m_answers) {
    if (known.least <= answer.planned.cost || (answer.used_bits & ~known.offered_bits) != 0 ||
        !known.offered.contains_all(answer.planned.used))
      continue;
    lowered |= known.least > answer.planned.cost * (1 + k_same);
    known.least = answer.planned.cost;
  }
  return lowered;
}

// The planner may do again what it did wrong, so that nothing is inferred from what was lowered.
std::optional<PlannedCost> KnownCosts::find(const IndexSet& set) {
  if (const auto known = m_exact.find(set); known != m_exact.end()) return known->second;
  const auto [dearest, above, below] = neighbours(set);
  if (dearest == nullptr || below == nullptr) return std::nullopt;
  const double difference = below->planned.cost - dearest->planned.cost;
  if (std::abs(difference) > k_same * below->planned.cost) return std::nullopt;
  return m_exact.emplace(set, below->planned).first->second;
}

CostRange KnownCosts::range(const IndexSet& set) const {
  if (const auto known = m_exact.find(set); known != m_exact.end())
    return {known->second.cost, known->second.cost};
  const auto [dearest, above, below] = neighbours(set);
  const double upper =
      below == nullptr ? std::numeric_limits<double>::infinity() : below->planned.cost;
  return {above == nullptr ? 0 : std::min(above->least, upper), upper};
}

double KnownCosts::least_within(const IndexSet& set) const {
  const std::uint64_t outside = ~bits_of(set);
  double least = std::numeric_limits<double>::infinity();
  for (const Answer& answer : m_answers)
    if (answer.planned.cost < least && (answer.offered_bits & outside) == 0 &&
        set.contains_all(answer.offered))
      least = answer.planned.cost;
  return least;
}

std::vector<PlannedCost> KnownCosts::plans() const {
  std::map<IndexSet, const PlannedCost*> cheapest;
  for (const Answer& answer : m_answers) {
    const auto [known, is_new] = cheapest.emplace(answer.planned.used, &answer.planned);
    if (!is_new && answer.planned.cost < known->second->cost) known->second = &answer.planned;
  }
  std::vector<PlannedCost> plans;
  for (const auto& [used, planned] : cheapest)
    plans.push_back(*planned);
  return plans;
}

KnownCosts::Neighbours KnownCosts::neighbours(const IndexSet& set) const {
  const std::uint64_t bits = bits_of(set);
  Neighbours found;
  for (const Answer& answer : m_answers) {
    const double cost = answer.planned.cost;
    const bool is_dearer = found.dearest == nullptr || cost > found.dearest->planned.cost;
    const bool is_above = found.above == nullptr || answer.least > found.above->least;
    if ((is_dearer || is_above) && (bits & ~answer.offered_bits) == 0 &&
        answer.offered.contains_all(set)) {
      if (is_dearer) found.dearest = &answer;
      if (is_above) found.above = &answer;
    }
    if ((found.below == nullptr || cost < found.below->planned.cost) &&
        (answer.used_bits & ~bits) == 0 && set.contains_all(answer.planned.used))
      found.below = &answer;
  }
  return found;
}

}  // namespace selfopt::whatif
