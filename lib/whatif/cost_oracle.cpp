#include "whatif/cost_oracle.hpp"

#include <algorithm>
#include <exception>
#include <span>
#include <thread>
#include <utility>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"

namespace selfopt::whatif {
namespace {

// Far from the 2,828 hypothetical indexes that a session can have.
constexpr std::size_t k_imagined_at_once = 250;
// A statement that takes long to plan without candidates may take this much longer with them.
constexpr int k_slower_with_candidates = 3;
// If not even so few can be planned in time, none is offered.
constexpr std::size_t k_fewest = 4;

}  // namespace

CostOracle::CostOracle(const Database& database, std::chrono::milliseconds plan_timeout,
                       int connections, std::optional<std::chrono::milliseconds> trial_lock_timeout)
    : m_plan_timeout(plan_timeout), m_most_time(plan_timeout) {
  const int several = trial_lock_timeout ? 1 : std::max(connections, 1);
  for (int i = 0; i < several; ++i)
    m_sessions.push_back(std::make_unique<Session>(database, plan_timeout, trial_lock_timeout));
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
  // What cannot be planned now cannot be planned later.
  const auto start = std::chrono::steady_clock::now();
  auto admitted = m_sessions[session]->admit(query.sql, query.values);
  m_progress.update(++m_calls);
  Query known{std::move(admitted.statement), session, admitted.now, std::move(admitted.indexes)};
  known.planning_time = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  known.known.learn({}, known.now);
  return known;
}

void CostOracle::add_existing(const std::vector<ExistingIndex>& indexes) {
  for (const ExistingIndex& index : indexes) {
    const bool in_use = std::ranges::any_of(m_queries, [&](const Query& query) {
      return std::ranges::binary_search(query.indexes_now, index.name);
    });
    if (!in_use) continue;
    m_existing = m_existing.with(candidate_count());
    m_candidates.push_back({index.definition, index.sql_name, index.name});
    m_hypopg_sizes.push_back(index.size_bytes);
  }
  if (m_existing.empty()) return;
  // Which tables a statement reads its text need not tell: there are views. What is not used
  // settles itself: a plan is the same without it.
  for (Query& query : m_queries)
    query.related = m_existing;
  m_can_hide =
      std::ranges::all_of(m_sessions, [](const auto& session) { return session->can_hide(); });
  learn_plans_now();
  m_can_hide = m_can_hide && try_hiding();
}

void CostOracle::learn_plans_now() {
  for (Query& query : m_queries) {
    IndexSet used;
    for (const int index : m_existing)
      if (std::ranges::binary_search(query.indexes_now,
                                     m_candidates[static_cast<std::size_t>(index)].existing_name))
        used = used.with(index);
    (m_can_hide ? query.now.used : query.now.fixed) = used;
    query.known = {};
    query.known.learn(m_existing, query.now);
  }
}

// Without all of them every statement has to be planned in any case.
bool CostOracle::try_hiding() {
  std::vector<Question> questions;
  for (int query = 0; query < query_count(); ++query)
    if (must_ask(query, {})) questions.push_back({query, {}});
  try {
    ask(questions);
    return true;
  } catch (const Error& error) {
    const bool all_alive =
        std::ranges::all_of(m_sessions, [](const auto& session) { return session->alive(); });
    if (error.kind() == ErrorKind::interrupted || !all_alive) throw;
    log::warning("indexes that exist cannot be tried without: {}", error.message());
  }
  m_can_hide = false;
  learn_plans_now();
  return false;
}

std::optional<int> CostOracle::add_candidate(const IndexDefinition& definition) {
  return add_candidates({definition}).front();
}

std::vector<std::optional<int>> CostOracle::add_candidates(
    const std::vector<IndexDefinition>& definitions) {
  const std::size_t portion =
      std::min(k_imagined_at_once, definitions.size() / m_sessions.size() + 1);
  std::vector<std::optional<std::int64_t>> sizes(definitions.size());
  on_each_session([&](std::size_t session) {
    const std::size_t step = portion * m_sessions.size();
    for (std::size_t from = session * portion; from < definitions.size(); from += step) {
      const auto part =
          std::span(definitions).subspan(from, std::min(portion, definitions.size() - from));
      std::ranges::copy(imagined_sizes(session, {part.begin(), part.end()}),
                        sizes.begin() + static_cast<std::ptrdiff_t>(from));
    }
  });
  std::vector<std::optional<int>> numbers;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (!sizes[i]) {
      numbers.emplace_back(std::nullopt);
      continue;
    }
    numbers.emplace_back(candidate_count());
    m_candidates.push_back({definitions[i]});
    m_hypopg_sizes.push_back(*sizes[i]);
  }
  return numbers;
}

// All at once, or, if one of them cannot be imagined, one after the other.
std::vector<std::optional<std::int64_t>> CostOracle::imagined_sizes(
    std::size_t session, std::vector<IndexDefinition> definitions) {
  Session& planner = *m_sessions[session];
  try {
    const auto sizes = planner.sizes_bytes(definitions);
    return {sizes.begin(), sizes.end()};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !planner.alive()) throw;
    if (definitions.size() == 1) {
      log::debug("{} cannot be imagined: {}", definitions.front().sql(), error.message());
      return {std::nullopt};
    }
  }
  std::vector<std::optional<std::int64_t>> sizes;
  for (const IndexDefinition& definition : definitions)
    sizes.push_back(imagined_sizes(session, {definition}).front());
  return sizes;
}

void CostOracle::relate(int query, const IndexSet& candidates) {
  at(query).related = at(query).related.united(candidates);
}

const IndexDefinition& CostOracle::definition(int candidate) const {
  return m_candidates.at(static_cast<std::size_t>(candidate)).definition;
}

std::int64_t CostOracle::hypopg_size_bytes(int candidate) const {
  return m_hypopg_sizes.at(static_cast<std::size_t>(candidate));
}

PlannedCost CostOracle::cost(int query, const IndexSet& indexes) {
  const IndexSet set = set_for(query, indexes);
  if (const auto known = at(query).known.find(set)) return *known;
  return plan(query, set);
}

PlannedCost CostOracle::fresh(int query, const IndexSet& indexes) {
  return plan(query, set_for(query, indexes));
}

CostRange CostOracle::range(int query, const IndexSet& indexes) const {
  return at(query).known.range(set_for(query, indexes));
}

bool CostOracle::must_ask(int query, const IndexSet& indexes) {
  return !at(query).known.find(set_for(query, indexes));
}

double CostOracle::least_within(int query, const IndexSet& indexes) const {
  return at(query).known.least_within(set_for(query, indexes));
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

PlannedCost CostOracle::asked(int query, const IndexSet& offered) {
  Session& session = *m_sessions[at(query).session];
  const IndexSet hidden = m_can_hide ? m_existing.difference(offered) : IndexSet{};
  const bool as_things_are = m_existing.contains_all(offered);
  session.limit_planning(
      as_things_are ? m_plan_timeout
                    : std::min(m_plan_timeout, std::max(m_most_time, k_slower_with_candidates *
                                                                         at(query).planning_time)));
  PlannedCost planned = session.plan(at(query).statement, offered, hidden, m_candidates);
  if (m_can_hide) return planned;
  planned.fixed = planned.used.intersection(m_existing);
  planned.used = planned.used.difference(m_existing);
  return planned;
}

PlannedCost CostOracle::plan(int query, const IndexSet& offered) {
  env::throw_if_interrupted();
  const std::size_t others = offered.difference(m_existing).size();
  if (others > at(query).most) return planned_with_some(query, offered);
  PlannedCost planned;
  try {
    planned = asked(query, offered);
  } catch (const Error& error) {
    const bool alive = m_sessions[at(query).session]->alive();
    if (error.kind() == ErrorKind::interrupted || !alive || offered.empty()) throw;
    log::debug("with {} indexes a statement cannot be planned: {}", offered.size(),
               error.message());
    if (others > 0) {
      at(query).most = others <= k_fewest ? 0 : others / 4;
      return planned_with_some(query, offered);
    }
    planned = {range(query, {}).upper, {}, false, at(query).now.fixed};
  }
  m_progress.update(++m_calls);
  at(query).known.learn(offered, planned);
  return planned;
}

// What is left out is no help: the plan with the others is the plan with all.
PlannedCost CostOracle::planned_with_some(int query, const IndexSet& offered) {
  const IndexSet others = offered.difference(m_existing);
  const auto end = others.begin() + static_cast<std::ptrdiff_t>(at(query).most);
  const IndexSet kept =
      offered.intersection(m_existing).united(IndexSet(std::vector<int>(others.begin(), end)));
  const PlannedCost planned = cost(query, kept);
  at(query).known.learn(offered, planned);
  return planned;
}

std::optional<std::size_t> CostOracle::most_offered(int query) const {
  return at(query).most == k_any_number ? std::nullopt : std::optional(at(query).most);
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

// From one set for a statement to the next there is little to imagine anew.
void CostOracle::follow(const std::vector<Question>& first, const Next& next,
                        std::chrono::steady_clock::time_point deadline) {
  std::vector<std::vector<Question>> shares(m_sessions.size());
  for (const Question& question : first)
    shares[at(question.query).session].push_back(question);
  on_each_session([&](std::size_t session) {
    for (Question& question : shares[session]) {
      if (std::chrono::steady_clock::now() >= deadline && !question.indexes.empty())
        at(question.query).most = 0;
      for (bool going = true; going;) {
        auto wanted = next(question, cost(question.query, question.indexes));
        going = wanted.has_value();
        if (going) question.indexes = std::move(*wanted);
      }
    }
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
