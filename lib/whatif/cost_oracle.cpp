#include "whatif/cost_oracle.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"

namespace selfopt::whatif {
CostOracle::CostOracle(const Database& database, std::chrono::milliseconds plan_timeout,
                       int connections) {
  for (int i = 0; i < std::max(connections, 1); ++i)
    m_sessions.push_back(std::make_unique<Session>(database, plan_timeout));
}

Session& CostOracle::session_of(int query) {
  return *m_sessions[static_cast<std::size_t>(query) % m_sessions.size()];
}

std::optional<int> CostOracle::add_query(const std::string& sql,
                                         const std::vector<std::optional<std::string>>& values) {
  Session& session = session_of(query_count());
  try {
    Query query{session.admit(sql, values), {}, {}};
    // What cannot be planned now cannot be planned later.
    query.known.learn({}, session.plan(query.statement, {}, m_definitions));
    m_queries.push_back(std::move(query));
    m_progress.update(++m_calls);
    return query_count() - 1;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !session.alive()) throw;
    m_last_failure = error.message();
    return std::nullopt;
  }
}

std::optional<int> CostOracle::add_candidate(const IndexDefinition& definition) {
  Session& session = *m_sessions.front();
  try {
    m_hypopg_sizes.push_back(session.sizes_bytes({definition}).front());
    m_definitions.push_back(definition);
    return candidate_count() - 1;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !session.alive()) throw;
    m_last_failure = error.message();
    return std::nullopt;
  }
}

void CostOracle::relate(int query, int candidate) {
  at(query).related = at(query).related.with(candidate);
}

const IndexDefinition& CostOracle::definition(int candidate) const {
  return m_definitions.at(static_cast<std::size_t>(candidate));
}

std::int64_t CostOracle::hypopg_size_bytes(int candidate) const {
  return m_hypopg_sizes.at(static_cast<std::size_t>(candidate));
}

PlannedCost CostOracle::cost(int query, const IndexSet& indexes) {
  const IndexSet offered = indexes.intersection(related(query));
  if (const auto known = at(query).known.find(offered)) return *known;
  return plan(query, offered);
}

PlannedCost CostOracle::fresh(int query, const IndexSet& indexes) {
  return plan(query, indexes.intersection(related(query)));
}

CostRange CostOracle::range(int query, const IndexSet& indexes) const {
  return at(query).known.range(indexes.intersection(related(query)));
}

bool CostOracle::must_ask(int query, const IndexSet& indexes) {
  return !at(query).known.find(indexes.intersection(related(query)));
}

double CostOracle::least_within(int query, const IndexSet& indexes) const {
  return at(query).known.least_within(indexes.intersection(related(query)));
}

std::int64_t CostOracle::contradictions() const {
  std::int64_t total = 0;
  for (const Query& query : m_queries)
    total += query.known.contradictions();
  return total;
}

std::vector<int> CostOracle::backend_pids() const {
  std::vector<int> pids;
  for (const auto& session : m_sessions)
    pids.push_back(session->backend_pid());
  return pids;
}

PlannedCost CostOracle::plan(int query, const IndexSet& offered) {
  env::throw_if_interrupted();
  Session& session = session_of(query);
  PlannedCost planned;
  try {
    planned = session.plan(at(query).statement, offered, m_definitions);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !session.alive() || offered.empty()) throw;
    log::debug("with {} indexes a statement cannot be planned: {}", offered.size(),
               error.message());
    planned = {at(query).known.range({}).upper, {}, false};
  }
  m_progress.update(++m_calls);
  at(query).known.learn(offered, planned);
  return planned;
}

// A connection's questions are asked statement by statement: between two sets for the same
// statement there is less to imagine anew.
void CostOracle::ask(const std::vector<Question>& questions) {
  std::vector<std::vector<const Question*>> shares(m_sessions.size());
  for (const Question& question : questions)
    shares[static_cast<std::size_t>(question.query) % shares.size()].push_back(&question);
  std::vector<std::exception_ptr> failures(shares.size());
  const auto work = [&](std::size_t share) {
    try {
      std::ranges::stable_sort(shares[share], {}, &Question::query);
      for (const Question* question : shares[share])
        cost(question->query, question->indexes);
    } catch (...) {
      failures[share] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t share = 1; share < shares.size(); ++share)
      if (!shares[share].empty()) threads.emplace_back(work, share);
    work(0);
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace selfopt::whatif
