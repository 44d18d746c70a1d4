#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "diag/progress.hpp"
#include "pg/planner.hpp"
#include "whatif/index_set.hpp"

namespace selfopt::whatif {

/// What the planner thinks a statement costs under some set of indexes.
struct PlannedCost {
  double cost = 0;              ///< planner units, one call
  IndexSet used;                ///< the candidates that the plan scans
  bool wasteful_probe = false;  ///< see has_wasteful_probe
};

/// Answers "what would this statement cost if these indexes existed?" by asking the planner, and
/// asks as seldom as it can.
///
/// Two rules save calls. Only candidates on tables of the statement matter. And if the plan under a
/// set S scans only U, every set between U and S has the same plan: what S offered beyond U was not
/// wanted. (The planner breaks the second rule now and then, by a per cent or so, when an unused
/// index prunes a path; whoever publishes a final figure plans it anew with `fresh`.)
class CostOracle {
 public:
  /// \throws Error{refused} if HypoPG is not available
  CostOracle(const Database& database, std::chrono::milliseconds plan_timeout);

  /// Adds a statement. \returns its number, or nullopt if it cannot be planned; then
  /// last_failure() says why
  std::optional<int> add_query(const std::string& sql,
                               const std::vector<std::optional<std::string>>& values);
  const std::string& last_failure() const { return m_last_failure; }

  /// Adds an index that could be made. \returns its number, or nullopt if HypoPG cannot imagine it
  std::optional<int> add_candidate(const IndexDefinition& definition);
  /// Says that \p candidate can matter to \p query.
  void relate(int query, int candidate);

  int query_count() const { return static_cast<int>(m_queries.size()); }
  int candidate_count() const { return static_cast<int>(m_candidates.size()); }
  const IndexDefinition& definition(int candidate) const;
  /// \returns HypoPG's estimate of the candidate's size
  std::int64_t hypopg_size_bytes(int candidate) const;
  /// \returns the candidates that can matter to \p query
  const IndexSet& related(int query) const;

  /// \returns the cost of \p query when the candidates in \p indexes exist besides what exists
  PlannedCost cost(int query, const IndexSet& indexes);
  /// As cost, but always asks the planner.
  PlannedCost fresh(int query, const IndexSet& indexes);

  /// \returns how often the planner was asked
  std::int64_t calls() const { return m_calls; }

 private:
  struct Candidate {
    IndexDefinition definition;
    std::int64_t hypopg_size_bytes = 0;
    std::optional<pg::HypotheticalIndex> live;
  };
  struct Answer {
    IndexSet offered;
    PlannedCost planned;
  };
  struct Query {
    pg::PlannableStatement statement;
    IndexSet related;
    std::map<IndexSet, PlannedCost> exact;
    std::vector<Answer> answers;
  };

  PlannedCost ask(Query& query, const IndexSet& offered);
  void make_live(const IndexSet& wanted);

  pg::Planner m_planner;
  std::vector<Candidate> m_candidates;
  std::vector<Query> m_queries;
  IndexSet m_live;
  std::int64_t m_calls = 0;
  std::string m_last_failure;
  Progress m_progress{"asking the planner", 0};
};

}  // namespace selfopt::whatif
