#pragma once

#include <memory>
#include <vector>

#include "recommend/search.hpp"
#include "recommend/selection.hpp"
#include "setting.hpp"
#include "stop_clock.hpp"

namespace selfopt::bench {

/// Our own search over the setting's candidates, from one budget to the next with the same cache.
class Ours {
 public:
  /// Finds the candidates that the planner wants.
  Ours(const Setting& setting, int connections);

  /// \param gap      stop when the set is proven to be within this share of the best
  /// \param seconds  the search may take
  advisor::Certified choose(std::int64_t budget_bytes, double gap, double seconds);

  std::int64_t explains() const { return m_oracle->calls(); }
  double seconds() const { return m_clock.seconds(); }  ///< since the oracle was made
  double cpu_seconds() const { return m_clock.cpu_seconds(); }

 private:
  std::unique_ptr<whatif::CostOracle> m_oracle;
  StopClock m_clock;
  whatif::IndexSet m_pool;
  advisor::SelectionProblem m_problem;
  advisor::Search m_search;
};

}  // namespace selfopt::bench
