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

std::optional<int> CostOracle::add_query(const std::string& sql,
                                         const std::vector<std::optional<std::string>>& values) {
  const auto added = add_queries({{sql, values}}).front();
  if (const int* number = std::get_if<int>(&added)) return *number;
  m_last_failure = std::get<std::string>(added);
  return std::nullopt;
}

std::vector<std::variant<int, std::string>> CostOracle::add_queries(
    const std::vector<NewQuery>& queries) {
  std::vector<std::variant<Query, std::string>> admissions(queries.size());
  const std::size_t first = m_queries.size();
  on_each_session([&](std::size_t session) {
    for (std::size_t i = 0; i < queries.size(); ++i) {
      if ((first + i) % m_sessions.size() != session) continue;
      try {
        admissions[i] = admitted(queries[i], session);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted || !m_sessions[session]->alive()) throw;
        admissions[i] = error.message();
      }
    }
  });
  std::vector<std::variant<int, std::string>> numbers;
  for (auto& admission : admissions) {
    if (Query* query = std::get_if<Query>(&admission)) {
      numbers.emplace_back(query_count());
      m_queries.push_back(std::move(*query));
    } else {
      numbers.emplace_back(std::get<std::string>(admission));
    }
  }
  return numbers;
}

CostOracle::Query CostOracle::admitted(const NewQuery& query, std::size_t session) {
  Session& planner = *m_sessions[session];
  Query admitted{planner.admit(query.sql, query.values), session};
  // What cannot be planned now cannot be planned later.
  admitted.known.learn({}, planner.plan(admitted.statement, {}, m_definitions));
  m_progress.update(++m_calls);
  return admitted;
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
  Session& session = *m_sessions[at(query).session];
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
    shares[at(question.query).session].push_back(&question);
  on_each_session([&](std::size_t session) {
    std::ranges::stable_sort(shares[session], {}, &Question::query);
    for (const Question* question : shares[session])
      cost(question->query, question->indexes);
  });
}

// The first failure, in the order of the sessions, is thrown when all have ended.
void CostOracle::on_each_session(const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> failures(m_sessions.size());
  const auto guarded = [&](std::size_t session) {
    try {
      work(session);
    } catch (...) {
      failures[session] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t session = 1; session < m_sessions.size(); ++session)
      threads.emplace_back(guarded, session);
    guarded(0);
  }
  for (const auto& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

}  // namespace selfopt::whatif
