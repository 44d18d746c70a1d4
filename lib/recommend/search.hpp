#pragma once

#include <chrono>

#include "recommend/certify.hpp"
#include "recommend/selection.hpp"

namespace selfopt::advisor {

/// Looks for the best set of indexes in several ways, each improving on the last, and keeps what it
/// learns for the next budget.
class Search {
 public:
  Search(SelectionProblem& problem, const whatif::IndexSet& pool);

  /// \param gap      stop when the set is proven to be within this share of the optimum
  /// \param deadline when to give the best set found so far
  Certified run(double gap, std::chrono::steady_clock::time_point deadline);

 private:
  void close_gap(Certified& answer, double gap, std::chrono::steady_clock::time_point deadline);
  void explore(Evaluated& chosen, std::chrono::steady_clock::time_point deadline);
  void note(const char* what, const Certified& answer) const;

  SelectionProblem& m_problem;
  const whatif::IndexSet& m_pool;
  BranchAndCheck m_exact;
};

}  // namespace selfopt::advisor
