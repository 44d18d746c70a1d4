#pragma once

#include <limits>
#include <optional>
#include <vector>

/// The door to the solver of integer programs (COIN-OR CBC).
namespace selfopt::solve {

constexpr double k_unlimited = std::numeric_limits<double>::infinity();

/// A linear problem, some of whose variables must be whole numbers. The sum of the costs is to be
/// as small as possible. Variables and rows are numbered from 0 in the order they are added.
class IntegerProgram {
 public:
  struct Variable {
    double cost = 0;
    double lower = 0;
    double upper = 1;
    bool whole = false;
  };
  struct Term {
    int variable = 0;
    double factor = 1;
  };
  struct Row {
    std::vector<Term> terms;
    double lower = -k_unlimited;
    double upper = k_unlimited;
  };

  /// \returns the number of the new variable
  int add_variable(Variable variable);
  /// Demands that the sum of the terms lies between the limits.
  void add_row(Row row) { m_rows.push_back(std::move(row)); }

  const std::vector<Variable>& variables() const { return m_variables; }
  const std::vector<Row>& rows() const { return m_rows; }

 private:
  std::vector<Variable> m_variables;
  std::vector<Row> m_rows;
};

struct SolveLimits {
  double time_ms = k_unlimited;
  /// Stop when the best solution found is proven to be within this share of the optimum.
  double relative_gap = 0;
  /// Only solutions cheaper than this are of use; it speeds the search up.
  double cutoff = k_unlimited;
};

struct Solution {
  /// One value a variable; empty if none cheaper than the cutoff was found.
  std::vector<double> values;
  double cost = k_unlimited;
  /// No solution can cost less than this. With a cutoff: none that is cheaper than the cutoff.
  double lower_bound = -k_unlimited;
};

/// Solves \p program by branch and cut. The same program gives the same solution, unless the time
/// limit strikes.
/// \throws Error::interrupted when the user asks to stop
Solution minimise(const IntegerProgram& program, const SolveLimits& limits);

/// Solves \p program as if no variable had to be whole. Its cost is a lower bound.
/// \throws Error::interrupted when the user asks to stop
Solution minimise_relaxed(const IntegerProgram& program);

}  // namespace selfopt::solve
