#include "solve/integer_program.hpp"

#include <algorithm>
#include <coin/CbcEventHandler.hpp>
#include <coin/CbcModel.hpp>
#include <coin/CbcStrategy.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <coin/OsiClpSolverInterface.hpp>

#include "env/signals.hpp"

#ifdef __SANITIZE_ADDRESS__
// CBC forgets some of what it makes while it prepares a program (CbcStrategyDefault::setupOther).
// libpqxx 6 forgets a result when the server ends in the middle of a statement. A program can say
// this in one place only.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:Cbc\nleak:Cgl\nleak:Clp\nleak:Coin\nleak:Osi\n"
         "leak:pqxx::connection_base::exec_params\n";
}
// What is suppressed is no news to those who read standard error.
extern "C" const char* __lsan_default_options() {
  return "print_suppressions=0";
}
#endif

namespace selfopt::solve {
namespace {

// The simplex method works with rounded numbers; a bound is lowered by this share of itself so that
// it stays one.
constexpr double k_rounding = 1e-9;

double for_solver(double limit) {
  if (limit == k_unlimited) return COIN_DBL_MAX;
  return limit == -k_unlimited ? -COIN_DBL_MAX : limit;
}

double lowered(double bound) {
  return bound - std::abs(bound) * k_rounding;
}

// Lets Ctrl-C end a search that may go on for minutes.
class StopOnInterrupt : public CbcEventHandler {
 public:
  CbcAction event(CbcEvent /*what*/) override {
    return env::interrupted_by() != 0 ? stop : noAction;
  }
  CbcEventHandler* clone() const override { return new StopOnInterrupt(*this); }
};

CoinPackedMatrix matrix_of(const IntegerProgram& program) {
  std::vector<int> rows;
  std::vector<int> columns;
  std::vector<double> factors;
  for (std::size_t row = 0; row < program.rows().size(); ++row) {
    for (const auto& term : program.rows()[row].terms) {
      rows.push_back(static_cast<int>(row));
      columns.push_back(term.variable);
      factors.push_back(term.factor);
    }
  }
  CoinPackedMatrix matrix(true, rows.data(), columns.data(), factors.data(),
                          static_cast<CoinBigIndex>(factors.size()));
  matrix.setDimensions(static_cast<int>(program.rows().size()),
                       static_cast<int>(program.variables().size()));
  return matrix;
}

void load(OsiClpSolverInterface& solver, const IntegerProgram& program) {
  std::vector<double> costs;
  std::vector<double> lower;
  std::vector<double> upper;
  for (const auto& variable : program.variables()) {
    costs.push_back(variable.cost);
    lower.push_back(for_solver(variable.lower));
    upper.push_back(for_solver(variable.upper));
  }
  std::vector<double> row_lower;
  std::vector<double> row_upper;
  for (const auto& row : program.rows()) {
    row_lower.push_back(for_solver(row.lower));
    row_upper.push_back(for_solver(row.upper));
  }
  solver.messageHandler()->setLogLevel(0);
  solver.setHintParam(OsiDoReducePrint, true, OsiHintTry);
  solver.loadProblem(matrix_of(program), lower.data(), upper.data(), costs.data(), row_lower.data(),
                     row_upper.data());
  for (std::size_t i = 0; i < program.variables().size(); ++i)
    if (program.variables()[i].whole) solver.setInteger(static_cast<int>(i));
}

std::vector<double> values_of(const double* values, const IntegerProgram& program) {
  return {values, values + program.variables().size()};
}

}  // namespace

int IntegerProgram::add_variable(Variable variable) {
  m_variables.push_back(variable);
  return static_cast<int>(m_variables.size()) - 1;
}

Solution minimise(const IntegerProgram& program, const SolveLimits& limits) {
  env::throw_if_interrupted();
  OsiClpSolverInterface solver;
  load(solver, program);
  CbcModel model(solver);
  model.setLogLevel(0);
  model.messageHandler()->setLogLevel(0);
  StopOnInterrupt stop;
  model.passInEventHandler(&stop);
  CbcStrategyDefault strategy(1, 5, 5, 0);
  strategy.setupPreProcessing(1);
  model.setStrategy(strategy);
  model.setAllowableFractionGap(limits.relative_gap);
  model.setAllowableGap(0);
  if (limits.time_ms < k_unlimited) model.setMaximumSeconds(limits.time_ms / 1000);
  if (limits.cutoff < k_unlimited) model.setCutoff(limits.cutoff);
  model.branchAndBound();
  env::throw_if_interrupted();

  Solution solution;
  if (model.bestSolution() != nullptr) {
    solution.values = values_of(model.bestSolution(), program);
    solution.cost = model.getObjValue();
  }
  solution.lower_bound =
      lowered(std::min({model.getBestPossibleObjValue(), solution.cost,
                        model.isProvenInfeasible() ? limits.cutoff : k_unlimited}));
  return solution;
}

Solution minimise_relaxed(const IntegerProgram& program) {
  env::throw_if_interrupted();
  OsiClpSolverInterface solver;
  load(solver, program);
  solver.initialSolve();
  Solution solution;
  if (!solver.isProvenOptimal()) return solution;
  solution.values = values_of(solver.getColSolution(), program);
  solution.cost = solver.getObjValue();
  solution.lower_bound = lowered(solution.cost);
  return solution;
}

}  // namespace selfopt::solve
