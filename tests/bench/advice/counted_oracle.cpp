#include "counted_oracle.hpp"

namespace selfopt::bench {

using whatif::IndexSet;
using whatif::PlannedCost;

const PlannedCost& CountedOracle::plan(std::size_t statement, const IndexSet& set) {
  const IndexSet relevant = set.intersection(m_setting.statements[statement].relevant);
  auto& answers = m_answers[statement];
  const auto known = answers.find(relevant);
  if (known != answers.end()) return known->second;
  const int query = static_cast<int>(statement);
  // Without indexes it was planned when the oracle was made.
  const PlannedCost planned =
      relevant.empty() ? m_oracle->cost(query, {}) : m_oracle->fresh(query, relevant);
  return answers.emplace(relevant, planned).first->second;
}

double CountedOracle::cost(const IndexSet& set) {
  double total = 0;
  for (std::size_t statement = 0; statement < m_answers.size(); ++statement)
    total += cost(statement, set);
  return total;
}

}  // namespace selfopt::bench
