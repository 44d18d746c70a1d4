#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "diag/progress.hpp"
#include "whatif/index_set.hpp"
#include "whatif/known_costs.hpp"
#include "whatif/planned_cost.hpp"
#include "whatif/session.hpp"

namespace selfopt::whatif {

/// Answers "what would this statement cost if these indexes existed?" by asking the planner, and
/// asks as seldom as it can: only candidates on tables of the statement matter, and much follows
/// from what was asked before (KnownCosts). Whoever publishes a figure plans it anew with `fresh`.
///
/// Each statement belongs to one of several connections, so that many questions are answered at
/// once (`ask`) and the same questions get the same answers in every run.
class CostOracle {
 public:
  struct Question {
    int query = 0;
    IndexSet indexes;
  };

  /// \param connections how many to open, at least 1
  /// \throws Error{refused} if HypoPG is not available
  CostOracle(const Database& database, std::chrono::milliseconds plan_timeout, int connections);

  /// A statement with the values of its parameters.
  struct NewQuery {
    std::string sql;
    std::vector<std::optional<std::string>> values;
  };
  /// Adds statements, over all connections at once.
  /// \returns for each its number, in order, or why it cannot be planned
  std::vector<std::variant<int, std::string>> add_queries(const std::vector<NewQuery>& queries);
  /// Adds one. \returns its number, or nullopt if it cannot be planned; then last_failure() says
  /// why
  std::optional<int> add_query(const std::string& sql,
                               const std::vector<std::optional<std::string>>& values);
  const std::string& last_failure() const { return m_last_failure; }

  /// Adds an index that could be made. \returns its number, or nullopt if HypoPG cannot imagine it
  std::optional<int> add_candidate(const IndexDefinition& definition);
  /// Says that \p candidate can matter to \p query.
  void relate(int query, int candidate);

  int query_count() const { return static_cast<int>(m_queries.size()); }
  int candidate_count() const { return static_cast<int>(m_definitions.size()); }
  const IndexDefinition& definition(int candidate) const;
  /// \returns HypoPG's estimate of the candidate's size
  std::int64_t hypopg_size_bytes(int candidate) const;
  /// \returns the candidates that can matter to \p query
  const IndexSet& related(int query) const { return at(query).related; }
  /// \returns whether the planner searches the joins of \p query by chance, so that nothing about
  ///          it is certain
  bool is_genetic(int query) const { return at(query).statement.genetic; }

  /// \returns the cost of \p query when the candidates in \p indexes exist besides what exists. If
  ///          it cannot be planned with them in time, they count as no help.
  PlannedCost cost(int query, const IndexSet& indexes);
  /// As cost, but always asks the planner.
  PlannedCost fresh(int query, const IndexSet& indexes);
  /// Asks the planner what is not known of \p questions, over all connections at once.
  void ask(const std::vector<Question>& questions);

  /// \returns what is certain about the cost without asking
  CostRange range(int query, const IndexSet& indexes) const;
  /// \returns whether `cost` would have to ask the planner
  bool must_ask(int query, const IndexSet& indexes);
  /// \returns the least cost known of \p query under any part of \p indexes
  double least_within(int query, const IndexSet& indexes) const;

  /// \returns the plans of \p query seen so far, of those that use the same indexes the cheapest
  std::vector<PlannedCost> known_plans(int query) const { return at(query).known.plans(); }

  /// \returns how often the planner was asked
  std::int64_t calls() const { return m_calls; }
  /// \returns how many answers were at odds with the rules that KnownCosts infers by
  std::int64_t contradictions() const;
  int connections() const { return static_cast<int>(m_sessions.size()); }
  /// \returns the server process of each connection
  std::vector<int> backend_pids() const;

 private:
  struct Query {
    Statement statement;
    std::size_t session = 0;
    IndexSet related{};
    KnownCosts known{};
  };

  Query& at(int query) { return m_queries[static_cast<std::size_t>(query)]; }
  const Query& at(int query) const { return m_queries[static_cast<std::size_t>(query)]; }
  PlannedCost plan(int query, const IndexSet& offered);
  Query admitted(const NewQuery& query, std::size_t session);
  void on_each_session(const std::function<void(std::size_t)>& work);

  std::vector<std::unique_ptr<Session>> m_sessions;
  std::vector<IndexDefinition> m_definitions;
  std::vector<std::int64_t> m_hypopg_sizes;
  std::vector<Query> m_queries;
  std::atomic<std::int64_t> m_calls = 0;
  std::string m_last_failure;
  Progress m_progress{"asking the planner", 0};
};

}  // namespace selfopt::whatif
