#pragma once

#include <map>
#include <memory>
#include <vector>

#include "setting.hpp"

namespace selfopt::bench {

/// The planner as the published methods ask it: an answer is remembered for the statement and those
/// indexes of the set that can matter to it, and nothing else is inferred (the cache of Kossmann et
/// al., VLDB 2020). Each run of a method gets its own.
class CountedOracle {
 public:
  explicit CountedOracle(const Setting& setting)
      : m_setting(setting),
        m_oracle(make_oracle(setting, 1)),
        m_answers(setting.statements.size()) {}

  /// \returns the plan of \p statement with those of \p set that can matter to it
  const whatif::PlannedCost& plan(std::size_t statement, const whatif::IndexSet& set);

  /// \returns the cost of \p statement, times its calls
  double cost(std::size_t statement, const whatif::IndexSet& set) {
    return m_setting.statements[statement].calls * plan(statement, set).cost;
  }

  /// \returns the cost of the whole workload
  double cost(const whatif::IndexSet& set);

  /// \returns how often the planner was asked, the first time without any index included
  std::int64_t explains() const { return m_oracle->calls(); }

  const whatif::CostOracle& oracle() const { return *m_oracle; }

 private:
  const Setting& m_setting;
  std::unique_ptr<whatif::CostOracle> m_oracle;
  std::vector<std::map<whatif::IndexSet, whatif::PlannedCost>> m_answers;
};

}  // namespace selfopt::bench
