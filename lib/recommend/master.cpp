#include "recommend/master.hpp"

#include <algorithm>
#include <map>

#include "solve/integer_program.hpp"

namespace selfopt::advisor {

using solve::IntegerProgram;
using whatif::IndexSet;

namespace {

bool makes_needless(const Access& better, const Access& worse) {
  return better.cost <= worse.cost && better.forbidden.empty() &&
         worse.required.contains_all(better.required);
}

// The program's variables: one an index that some way needs, one a way.
class Formulation {
 public:
  explicit Formulation(const Master& master)
      : m_master(master), m_index_variable(master.size_bytes.size(), -1) {
    add_indexes();
    for (const auto& ways : master.statements)
      add_statement(ways);
    add_shared_upkeep();
    add_limits();
  }

  const IntegerProgram& program() const { return m_program; }

  IndexSet chosen(const std::vector<double>& values) const {
    std::vector<int> members;
    for (std::size_t i = 0; i < m_index_variable.size(); ++i)
      if (m_index_variable[i] >= 0 && value(values, m_index_variable[i]) > 0.5)
        members.push_back(static_cast<int>(i));
    return IndexSet(members);
  }

  RelaxedAnswer relaxed(const solve::Solution& solution) const {
    RelaxedAnswer answer{solution.lower_bound, {}, {}};
    for (const auto& variables : m_way_variables) {
      auto& taken = answer.taken.emplace_back();
      for (const int variable : variables)
        taken.push_back(value(solution.values, variable));
    }
    for (const int variable : m_index_variable)
      answer.chosen.push_back(variable < 0 ? 0 : value(solution.values, variable));
    return answer;
  }

 private:
  static double value(const std::vector<double>& values, int variable) {
    return values[static_cast<std::size_t>(variable)];
  }

  double upkeep(std::size_t index) const {
    return m_master.upkeep.each.empty() ? 0 : m_master.upkeep.each[index];
  }

  void add_indexes() {
    std::vector<int> needed;
    for (const auto& ways : m_master.statements)
      for (const Access& way : ways)
        needed.insert(needed.end(), way.required.begin(), way.required.end());
    for (const int index : IndexSet(needed)) {
      const auto at = static_cast<std::size_t>(index);
      m_index_variable[at] = m_program.add_variable({upkeep(at), 0, 1, true});
    }
  }

  // Exactly one way is taken. All ways that need an index together take no more of it than is
  // there: one row for each statement and index bounds far better than one for each way and index.
  void add_statement(const std::vector<Access>& ways) {
    std::map<int, std::vector<IntegerProgram::Term>> needing;
    std::map<int, std::vector<IntegerProgram::Term>> avoiding;
    IntegerProgram::Row one_way{{}, 1, 1};
    auto& variables = m_way_variables.emplace_back();
    for (const Access& way : ways) {
      const int variable = m_program.add_variable({way.cost, 0, 1, false});
      variables.push_back(variable);
      one_way.terms.push_back({variable, 1});
      for (const int index : way.required)
        needing[index].push_back({variable, 1});
      for (const int index : way.forbidden)
        if (index_variable(index) >= 0) avoiding[index].push_back({variable, 1});
    }
    m_program.add_row(std::move(one_way));
    for (auto& [index, terms] : needing) {
      terms.push_back({index_variable(index), -1});
      m_program.add_row({std::move(terms), -solve::k_unlimited, 0});
    }
    for (auto& [index, terms] : avoiding) {
      terms.push_back({index_variable(index), 1});
      m_program.add_row({std::move(terms), -solve::k_unlimited, 1});
    }
  }

  // Its variable is as large as the largest part that is chosen of any of the indexes.
  void add_shared_upkeep() {
    for (const SharedUpkeep& shared : m_master.upkeep.shared) {
      if (shared.cost <= 0) continue;
      const int paid = m_program.add_variable({shared.cost, 0, 1, false});
      for (const int index : shared.indexes)
        if (index_variable(index) >= 0)
          m_program.add_row({{{index_variable(index), 1}, {paid, -1}}, -solve::k_unlimited, 0});
    }
  }

  // In megabytes: numbers of bytes would drown the others in the solver's arithmetic.
  void add_limits() {
    constexpr double k_megabyte = 1e6;
    IntegerProgram::Row bytes;
    IntegerProgram::Row count;
    for (std::size_t i = 0; i < m_index_variable.size(); ++i) {
      if (m_index_variable[i] < 0) continue;
      bytes.terms.push_back(
          {m_index_variable[i], static_cast<double>(m_master.size_bytes[i]) / k_megabyte});
      if (!m_master.uncounted.contains(static_cast<int>(i)))
        count.terms.push_back({m_index_variable[i], 1});
    }
    if (bytes.terms.empty()) return;
    if (m_master.budget_bytes) {
      bytes.upper = static_cast<double>(*m_master.budget_bytes) / k_megabyte;
      m_program.add_row(std::move(bytes));
    }
    if (m_master.max_indexes && !count.terms.empty()) {
      count.upper = static_cast<double>(*m_master.max_indexes);
      m_program.add_row(std::move(count));
    }
  }

  int index_variable(int index) const { return m_index_variable[static_cast<std::size_t>(index)]; }

  const Master& m_master;
  IntegerProgram m_program;
  std::vector<int> m_index_variable;  // -1: no way needs it
  std::vector<std::vector<int>> m_way_variables;
};

std::int64_t size_bytes(const Master& master, const IndexSet& indexes) {
  std::int64_t total = 0;
  for (const int index : indexes)
    total += master.size_bytes[static_cast<std::size_t>(index)];
  return total;
}

}  // namespace

void prune(Master& master) {
  for (auto& ways : master.statements) {
    std::erase_if(ways, [&](const Access& way) {
      return master.budget_bytes && size_bytes(master, way.required) > *master.budget_bytes;
    });
    std::ranges::stable_sort(ways, [](const Access& a, const Access& b) {
      return a.cost != b.cost ? a.cost < b.cost : a.required.size() < b.required.size();
    });
    std::vector<Access> kept;
    for (Access& way : ways)
      if (std::ranges::none_of(kept, [&](const Access& k) { return makes_needless(k, way); }))
        kept.push_back(std::move(way));
    ways = std::move(kept);
  }
}

MasterAnswer solve(const Master& master, const MasterLimits& limits) {
  const Formulation formulation(master);
  const auto solution = solve::minimise(
      formulation.program(),
      {limits.time_ms, limits.relative_gap, limits.cutoff.value_or(solve::k_unlimited)});
  MasterAnswer answer{std::nullopt, solution.cost, solution.lower_bound};
  if (!solution.values.empty()) answer.chosen = formulation.chosen(solution.values);
  return answer;
}

RelaxedAnswer solve_relaxed(const Master& master) {
  const Formulation formulation(master);
  return formulation.relaxed(solve::minimise_relaxed(formulation.program()));
}

}  // namespace selfopt::advisor
