#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "diag/progress.hpp"
#include "whatif/candidate.hpp"
#include "whatif/index_set.hpp"
#include "whatif/known_costs.hpp"
#include "whatif/planned_cost.hpp"
#include "whatif/session.hpp"

namespace selfopt::whatif {

/// Answers "what would this statement cost if these indexes existed?" by asking the planner, and
/// asks as seldom as it can: only candidates on tables of the statement matter, and much follows
/// from what was asked before (KnownCosts). Whoever publishes a figure plans it anew with `fresh`.
///
/// Indexes that exist are candidates, too, where the planner can be made to do without them: a set
/// that lacks one asks what the statement costs when it is dropped. Where it cannot, they are in
/// every set, and plans tell which of them they rest on.
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
  /// \param trial_lock_timeout see Session; trials over several connections would be in each
  ///        other's way, so that there is only one
  /// \throws Error{refused} if HypoPG is not available
  CostOracle(const Database& database, std::chrono::milliseconds plan_timeout, int connections,
             std::optional<std::chrono::milliseconds> trial_lock_timeout = std::nullopt);

  /// A statement with the values of its parameters.
  struct NewQuery {
    std::string sql;
    std::vector<std::optional<std::string>> values;
  };
  /// Adds statements, over all connections at once.
  /// \returns for each its number, in order, or why it cannot be planned
  std::vector<std::variant<int, std::string>> add_queries(const std::vector<NewQuery>& queries);

  /// Makes those of \p indexes candidates that the plan of some statement uses. To be called once,
  /// after all statements are added and before any candidate.
  void add_existing(const std::vector<ExistingIndex>& indexes);
  /// \returns the candidates that exist
  const IndexSet& existing() const { return m_existing; }
  /// \returns the candidates of a database as it is: those that exist, if they can be hidden
  IndexSet now() const { return m_can_hide ? m_existing : IndexSet{}; }
  bool can_hide() const { return m_can_hide; }
  /// Adds one. \returns its number, or nullopt if it cannot be planned; then last_failure() says
  /// why
  std::optional<int> add_query(const std::string& sql,
                               const std::vector<std::optional<std::string>>& values);
  const std::string& last_failure() const { return m_last_failure; }

  /// Adds indexes that could be made, over all connections at once.
  /// \returns for each its number, in order, or nullopt if HypoPG cannot imagine it
  std::vector<std::optional<int>> add_candidates(const std::vector<IndexDefinition>& definitions);
  /// Adds one.
  std::optional<int> add_candidate(const IndexDefinition& definition);
  /// Says that \p candidates can matter to \p query.
  void relate(int query, const IndexSet& candidates);
  void relate(int query, int candidate) { relate(query, IndexSet{candidate}); }

  int query_count() const { return static_cast<int>(m_queries.size()); }
  int candidate_count() const { return static_cast<int>(m_candidates.size()); }
  const IndexDefinition& definition(int candidate) const;
  /// \returns the name of a candidate that exists, schema-qualified and quoted
  const std::string& sql_name(int candidate) const {
    return m_candidates.at(static_cast<std::size_t>(candidate)).existing_sql_name;
  }
  /// \returns HypoPG's estimate of the candidate's size; the real size if it exists
  std::int64_t hypopg_size_bytes(int candidate) const;
  /// \returns the candidates that can matter to \p query
  const IndexSet& related(int query) const { return at(query).related; }
  /// \returns what exists and cannot be hidden, of what the plan of \p query with \p indexes uses
  IndexSet rests_on(int query, const IndexSet& indexes) { return cost(query, indexes).fixed; }
  /// \returns whether the planner searches the joins of \p query by chance, so that nothing about
  ///          it is certain
  bool is_genetic(int query) const { return at(query).statement.genetic; }

  /// Lets no plan with candidates take longer than this, or three times what the statement takes
  /// without them. Where it does, as over very many partitions, the statement is offered a quarter
  /// of them, and so on; the others are no help to it from then on.
  void limit_plans(std::chrono::milliseconds most) { m_most_time = most; }
  /// \returns how many candidates can be offered to \p query at once; 0: none; nullopt: any number
  std::optional<std::size_t> most_offered(int query) const;

  /// \returns the cost of \p query when the candidates in \p indexes exist besides what exists. If
  ///          it cannot be planned with them in time, some or all of them count as no help.
  PlannedCost cost(int query, const IndexSet& indexes);
  /// As cost, but always asks the planner.
  PlannedCost fresh(int query, const IndexSet& indexes);
  /// Asks the planner what is not known of \p questions, over all connections at once.
  void ask(const std::vector<Question>& questions);

  /// Asks each of \p first and then, as long as \p next names one, another set for the same
  /// statement, over all connections at once.
  /// \param next called by several threads, for a statement by one at a time
  /// \param deadline statements whose turn has not come by then are offered nothing at all
  using Next = std::function<std::optional<IndexSet>(const Question&, const PlannedCost&)>;
  void follow(const std::vector<Question>& first, const Next& next,
              std::chrono::steady_clock::time_point deadline);

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
  static constexpr std::size_t k_any_number = std::numeric_limits<std::size_t>::max();

  struct Query {
    Statement statement;
    std::size_t session = 0;
    PlannedCost now{};
    std::vector<std::string> indexes_now{};  // that exist and the plan uses
    IndexSet related{};
    KnownCosts known{};
    std::chrono::milliseconds planning_time{0};  // of the plan as things are
    std::size_t most = k_any_number;             // candidates that can be offered at once
  };

  Query& at(int query) { return m_queries[static_cast<std::size_t>(query)]; }
  const Query& at(int query) const { return m_queries[static_cast<std::size_t>(query)]; }
  IndexSet set_for(int query, const IndexSet& indexes) const {
    return m_can_hide ? indexes.intersection(related(query))
                      : indexes.united(m_existing).intersection(related(query));
  }
  PlannedCost plan(int query, const IndexSet& offered);
  PlannedCost asked(int query, const IndexSet& offered);
  PlannedCost planned_with_some(int query, const IndexSet& offered);
  void learn_plans_now();
  bool try_hiding();
  Query admitted(const NewQuery& query, std::size_t session);
  std::vector<std::optional<std::int64_t>> imagined_sizes(std::size_t session,
                                                          std::vector<IndexDefinition> definitions);
  void on_each_session(const std::function<void(std::size_t)>& work);

  std::chrono::milliseconds m_plan_timeout;
  std::chrono::milliseconds m_most_time;
  std::vector<std::unique_ptr<Session>> m_sessions;
  std::vector<Candidate> m_candidates;
  IndexSet m_existing;
  bool m_can_hide = false;
  std::vector<std::int64_t> m_hypopg_sizes;
  std::vector<Query> m_queries;
  std::atomic<std::int64_t> m_calls = 0;
  std::string m_last_failure;
  Progress m_progress{"asking the planner", 0};
};

}  // namespace selfopt::whatif
