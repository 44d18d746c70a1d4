#include "whatif/cost_oracle.hpp"

#include <algorithm>
#include <utility>

#include <selfopt/error.hpp>
#include <selfopt/nouns/plan.hpp>

#include "env/signals.hpp"
#include "exchange/plan_json.hpp"

namespace selfopt::whatif {

CostOracle::CostOracle(const Database& database, std::chrono::milliseconds plan_timeout)
    : m_planner(database, plan_timeout) {
  m_planner.enable_hypothetical_indexes(true);
}

std::optional<int> CostOracle::add_query(const std::string& sql,
                                         const std::vector<std::optional<std::string>>& values) {
  try {
    Query query{m_planner.admit(sql, values), {}, {}, {}};
    ask(query, {});  // what cannot be planned now cannot be planned later
    m_queries.push_back(std::move(query));
    return query_count() - 1;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !m_planner.alive()) throw;
    m_last_failure = error.message();
    return std::nullopt;
  }
}

std::optional<int> CostOracle::add_candidate(const IndexDefinition& definition) {
  try {
    const pg::HypotheticalIndex made = m_planner.create_hypothetical(definition);
    m_planner.drop_hypothetical(made);
    m_candidates.push_back({definition, made.size_bytes, std::nullopt});
    return candidate_count() - 1;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !m_planner.alive()) throw;
    m_last_failure = error.message();
    return std::nullopt;
  }
}

void CostOracle::relate(int query, int candidate) {
  Query& target = m_queries.at(static_cast<std::size_t>(query));
  target.related = target.related.with(candidate);
}

const IndexDefinition& CostOracle::definition(int candidate) const {
  return m_candidates.at(static_cast<std::size_t>(candidate)).definition;
}

std::int64_t CostOracle::hypopg_size_bytes(int candidate) const {
  return m_candidates.at(static_cast<std::size_t>(candidate)).hypopg_size_bytes;
}

const IndexSet& CostOracle::related(int query) const {
  return m_queries.at(static_cast<std::size_t>(query)).related;
}

PlannedCost CostOracle::cost(int query_number, const IndexSet& indexes) {
  Query& query = m_queries.at(static_cast<std::size_t>(query_number));
  const IndexSet offered = indexes.intersection(query.related);
  if (const auto known = query.exact.find(offered); known != query.exact.end())
    return known->second;
  for (const Answer& answer : query.answers) {
    if (!answer.offered.contains_all(offered) || !offered.contains_all(answer.planned.used))
      continue;
    query.exact.emplace(offered, answer.planned);
    return answer.planned;
  }
  return ask(query, offered);
}

PlannedCost CostOracle::fresh(int query_number, const IndexSet& indexes) {
  Query& query = m_queries.at(static_cast<std::size_t>(query_number));
  return ask(query, indexes.intersection(query.related));
}

PlannedCost CostOracle::ask(Query& query, const IndexSet& offered) {
  env::throw_if_interrupted();
  make_live(offered);
  const Plan plan = exchange::read_plan(m_planner.explain(query.statement));
  m_progress.update(++m_calls);
  PlannedCost planned;
  planned.cost = plan.root.total_cost;
  planned.wasteful_probe = has_wasteful_probe(plan);
  const auto names = used_indexes(plan);
  for (const int candidate : offered) {
    const auto& live = m_candidates[static_cast<std::size_t>(candidate)].live;
    if (std::ranges::binary_search(names, live->name)) planned.used = planned.used.with(candidate);
  }
  query.exact.insert_or_assign(offered, planned);
  query.answers.push_back({offered, planned});
  return planned;
}

// Only the difference to what the session imagines already is made or dropped.
void CostOracle::make_live(const IndexSet& wanted) {
  for (const int gone : m_live.difference(wanted)) {
    auto& candidate = m_candidates[static_cast<std::size_t>(gone)];
    m_planner.drop_hypothetical(*candidate.live);
    candidate.live.reset();
  }
  for (const int fresh : wanted.difference(m_live)) {
    auto& candidate = m_candidates[static_cast<std::size_t>(fresh)];
    candidate.live = m_planner.create_hypothetical(candidate.definition);
  }
  m_live = wanted;
}

}  // namespace selfopt::whatif
