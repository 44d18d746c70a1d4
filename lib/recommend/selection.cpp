#include "recommend/selection.hpp"

#include <algorithm>
#include <utility>

#include <selfopt/error.hpp>

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

SelectionProblem::SelectionProblem(CostOracle& oracle, std::vector<double> weights,
                                   std::vector<std::int64_t> size_bytes, Upkeep upkeep,
                                   SelectionLimits limits)
    : m_oracle(oracle),
      m_weights(std::move(weights)),
      m_size_bytes(std::move(size_bytes)),
      m_upkeep(std::move(upkeep)),
      m_limits(limits),
      m_queries_of(static_cast<std::size_t>(oracle.candidate_count())) {
  for (int query = 0; query < oracle.query_count(); ++query)
    for (const int candidate : oracle.related(query))
      m_queries_of[static_cast<std::size_t>(candidate)].push_back(query);
}

void SelectionProblem::relate(int query, int candidate) {
  if (m_oracle.related(query).contains(candidate)) return;
  m_oracle.relate(query, candidate);
  m_queries_of[static_cast<std::size_t>(candidate)].push_back(query);
}

Evaluated SelectionProblem::evaluate(const IndexSet& set) {
  std::vector<CostOracle::Question> questions;
  for (int query = 0; query < m_oracle.query_count(); ++query)
    if (m_oracle.must_ask(query, set)) questions.push_back({query, set});
  m_oracle.ask(questions);
  Evaluated result{set, {}, upkeep(set), 0};
  result.total = result.upkeep;
  for (int query = 0; query < m_oracle.query_count(); ++query) {
    result.costs.push_back(weight(query) * m_oracle.cost(query, set).cost);
    result.total += result.costs.back();
  }
  return remember(result);
}

const Evaluated& SelectionProblem::remember(const Evaluated& evaluated) {
  if ((!m_best || evaluated.total < m_best->total) && fits(evaluated.set)) m_best = evaluated;
  return evaluated;
}

void SelectionProblem::set_limits(const SelectionLimits& limits) {
  m_limits = limits;
  m_best.reset();
}

// The statement about which least is known comes first: it is the likeliest to settle the matter.
// One whose joins are searched by chance comes last: its plans take the longest.
std::optional<Evaluated> SelectionProblem::evaluate_below(const Evaluated& near,
                                                          const IndexSet& set, double limit) {
  struct Open {
    int query;
    bool quick;
    double slack;
  };
  std::vector<Open> open;
  double least = near.total - near.upkeep + upkeep(set);
  for (const int query : affected(near.set, set)) {
    const auto at = static_cast<std::size_t>(query);
    const auto range = m_oracle.range(query, set);
    least += weight(query) * range.lower - near.costs[at];
    if (m_oracle.must_ask(query, set))
      open.push_back(
          {query, !m_oracle.is_genetic(query), weight(query) * (range.upper - range.lower)});
  }
  std::ranges::stable_sort(open, std::ranges::greater{},
                           [](const Open& one) { return std::pair(one.quick, one.slack); });
  const auto share = static_cast<std::size_t>(m_oracle.connections()) * 2;
  for (std::size_t from = 0; from < open.size() && least < limit; from += share) {
    std::vector<CostOracle::Question> questions;
    const std::size_t to = std::min(from + share, open.size());
    for (std::size_t i = from; i < to; ++i) {
      questions.push_back({open[i].query, set});
      least -= weight(open[i].query) * m_oracle.range(open[i].query, set).lower;
    }
    m_oracle.ask(questions);
    for (const auto& question : questions)
      least += weight(question.query) * m_oracle.cost(question.query, set).cost;
  }
  if (least >= limit) return std::nullopt;

  Evaluated result{set, near.costs, upkeep(set), upkeep(set)};
  for (const int query : affected(near.set, set))
    result.costs[static_cast<std::size_t>(query)] = weight(query) * m_oracle.cost(query, set).cost;
  for (const double cost : result.costs)
    result.total += cost;
  if (result.total >= limit) return std::nullopt;
  return remember(result);
}

double SelectionProblem::optimistic(const Evaluated& near, const IndexSet& set) const {
  double least = near.total - near.upkeep + upkeep(set);
  for (const int query : affected(near.set, set))
    least += weight(query) * m_oracle.range(query, set).lower -
             near.costs[static_cast<std::size_t>(query)];
  return least;
}

std::vector<int> SelectionProblem::affected(const IndexSet& a, const IndexSet& b) const {
  std::vector<int> queries;
  for (const IndexSet& part : {a.difference(b), b.difference(a)})
    for (const int candidate : part)
      queries.insert(queries.end(), queries_of(candidate).begin(), queries_of(candidate).end());
  std::ranges::sort(queries);
  queries.erase(std::unique(queries.begin(), queries.end()), queries.end());
  return queries;
}

std::int64_t SelectionProblem::size_bytes(const IndexSet& indexes) const {
  std::int64_t total = 0;
  for (const int candidate : indexes)
    total += size_bytes(candidate);
  return total;
}

bool SelectionProblem::fits(const IndexSet& indexes) const {
  if (m_limits.max_indexes && new_indexes(indexes) > *m_limits.max_indexes) return false;
  const auto space = space_bytes();
  return !space || size_bytes(indexes) <= *space;
}

std::int64_t SelectionProblem::new_indexes(const IndexSet& indexes) const {
  return static_cast<std::int64_t>(indexes.difference(m_oracle.existing()).size());
}

std::vector<IndexDefinition> SelectionProblem::new_definitions(const IndexSet& indexes) const {
  std::vector<IndexDefinition> definitions;
  for (const int index : indexes.difference(m_oracle.existing()))
    definitions.push_back(m_oracle.definition(index));
  return definitions;
}

Master SelectionProblem::empty_master() const {
  return {{}, m_size_bytes, m_upkeep, space_bytes(), m_limits.max_indexes, m_oracle.existing()};
}

std::optional<std::int64_t> SelectionProblem::space_bytes() const {
  if (!m_limits.budget_bytes) return std::nullopt;
  return *m_limits.budget_bytes + size_bytes(m_oracle.now());
}

std::vector<IndexSet> wanted_candidates(CostOracle& oracle, std::size_t rounds,
                                        std::chrono::steady_clock::time_point deadline,
                                        std::chrono::steady_clock::time_point last_call) {
  constexpr double k_worth_noting = 0.999;  // a plan less than 0.1 % cheaper is no use of an index
  const auto queries = static_cast<std::size_t>(oracle.query_count());
  std::vector<std::vector<IndexSet>> used(queries);  // of each query, in each round
  std::vector<CostOracle::Question> questions;
  for (int query = 0; query < oracle.query_count(); ++query)
    questions.push_back({query, oracle.related(query)});
  const auto next = [&](const CostOracle::Question& asked,
                        const whatif::PlannedCost& planned) -> std::optional<IndexSet> {
    const double without = oracle.range(asked.query, {}).upper;
    if (planned.used.empty() || planned.cost >= without * k_worth_noting) return std::nullopt;
    auto& of_query = used[static_cast<std::size_t>(asked.query)];
    of_query.push_back(planned.used);
    if (of_query.size() >= rounds || std::chrono::steady_clock::now() >= deadline)
      return std::nullopt;
    return asked.indexes.difference(planned.used);
  };
  try {
    oracle.follow(questions, next, last_call);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted) throw;
  }
  std::vector<IndexSet> wanted(rounds);
  for (const auto& of_query : used)
    for (std::size_t round = 0; round < of_query.size(); ++round)
      wanted[round] = wanted[round].united(of_query[round]);
  return wanted;
}

}  // namespace selfopt::advisor
