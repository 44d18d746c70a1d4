#include "recommend/selection.hpp"

#include <utility>

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

SelectionProblem::SelectionProblem(CostOracle& oracle, std::vector<double> weights,
                                   std::vector<std::int64_t> size_bytes,
                                   std::optional<std::int64_t> budget_bytes,
                                   std::optional<std::int64_t> max_indexes)
    : m_oracle(oracle),
      m_weights(std::move(weights)),
      m_size_bytes(std::move(size_bytes)),
      m_budget_bytes(budget_bytes),
      m_max_indexes(max_indexes),
      m_queries_of(static_cast<std::size_t>(oracle.candidate_count())) {
  for (int query = 0; query < oracle.query_count(); ++query)
    for (const int candidate : oracle.related(query))
      m_queries_of[static_cast<std::size_t>(candidate)].push_back(query);
}

double SelectionProblem::cost(const IndexSet& indexes) {
  double total = 0;
  for (int query = 0; query < m_oracle.query_count(); ++query)
    total += weight(query) * m_oracle.cost(query, indexes).cost;
  return total;
}

double SelectionProblem::gain(const IndexSet& indexes, int candidate) {
  const IndexSet larger = indexes.with(candidate);
  double gained = 0;
  for (const int query : queries_of(candidate))
    gained +=
        weight(query) * (m_oracle.cost(query, indexes).cost - m_oracle.cost(query, larger).cost);
  return gained;
}

std::int64_t SelectionProblem::size_bytes(const IndexSet& indexes) const {
  std::int64_t total = 0;
  for (const int candidate : indexes)
    total += size_bytes(candidate);
  return total;
}

bool SelectionProblem::fits(const IndexSet& indexes) const {
  if (m_max_indexes && static_cast<std::int64_t>(indexes.size()) > *m_max_indexes) return false;
  return !m_budget_bytes || size_bytes(indexes) <= *m_budget_bytes;
}

IndexSet wanted_candidates(CostOracle& oracle, int rounds) {
  constexpr double k_worth_noting = 0.999;  // a plan less than 0.1 % cheaper is no use of an index
  IndexSet wanted;
  for (int query = 0; query < oracle.query_count(); ++query) {
    const double without = oracle.cost(query, {}).cost;
    IndexSet offered = oracle.related(query);
    for (int round = 0; round < rounds && !offered.empty(); ++round) {
      const auto planned = oracle.cost(query, offered);
      if (planned.used.empty() || planned.cost >= without * k_worth_noting) break;
      wanted = wanted.united(planned.used);
      offered = offered.difference(planned.used);
    }
  }
  return wanted;
}

}  // namespace selfopt::advisor
