#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>
#include <selfopt/nouns/plan.hpp>

#include "pg/planner.hpp"
#include "whatif/candidate.hpp"
#include "whatif/nodes.hpp"
#include "whatif/planned_cost.hpp"

namespace selfopt::whatif {

/// A statement that the planner takes.
struct Statement {
  pg::PlannableStatement text;
  bool genetic = false;  ///< so many joins that the planner searches by chance
  std::optional<DistributedStatement> distributed{};  ///< what Citus makes of it
};

/// A statement with its plan as things are.
struct Admitted {
  Statement statement;
  PlannedCost now;                   ///< `used` is empty: no candidate was offered
  std::vector<std::string> indexes;  ///< that exist and the plan uses, by name, sorted
};

/// One connection to the planner and the indexes that it imagines at the moment. When the
/// connection is lost it is made again, once for each question.
class Session {
 public:
  /// \param trial_lock_timeout how long to wait for a lock to hide an existing index by dropping it
  ///        in a transaction that is rolled back; absent: never
  /// \throws Error{refused} if HypoPG is not available
  Session(const Database& database, std::chrono::milliseconds plan_timeout,
          std::optional<std::chrono::milliseconds> trial_lock_timeout = std::nullopt);

  /// \returns whether plan() can do without indexes that exist
  bool can_hide() const { return m_can_hide; }

  /// \throws Error{database} if the server does not take the statement
  Admitted admit(const std::string& sql, const std::vector<std::optional<std::string>>& values);

  /// \returns HypoPG's estimate of the size of each index
  /// \throws Error{database} if one of them cannot be imagined
  std::vector<std::int64_t> sizes_bytes(const std::vector<IndexDefinition>& definitions);

  /// Plans \p statement with those of the \p candidates that are in \p offered, and without those
  /// that exist and are in \p hidden.
  /// \throws Error{database} if it cannot be planned, or not in time
  PlannedCost plan(const Statement& statement, const IndexSet& offered, const IndexSet& hidden,
                   const std::vector<Candidate>& candidates);

  /// Lets no plan take longer from now on.
  void limit_planning(std::chrono::milliseconds most);

  bool alive() const { return m_planner->alive() && (m_nodes == nullptr || m_nodes->alive()); }
  int backend_pid() const { return m_planner->backend_pid(); }

 private:
  void connect();
  template <typename Work>
  auto going_on(Work work);
  Admitted admit_once(const std::string& sql,
                      const std::vector<std::optional<std::string>>& values);
  std::optional<Plan> plan_exactly(const pg::PlannableStatement& text);
  Admitted admit_distributed(const pg::PlannableStatement& text);
  std::string explain_tasks(const pg::PlannableStatement& text);
  void imagine(const IndexSet& wanted, const std::vector<Candidate>& candidates);
  void hide(const IndexSet& hidden, const std::vector<Candidate>& candidates);
  PlannedCost plan_once(const Statement& statement, const IndexSet& offered, const IndexSet& hidden,
                        const std::vector<Candidate>& candidates);

  Database m_database;
  std::chrono::milliseconds m_plan_timeout;
  std::optional<std::chrono::milliseconds> m_trial_lock_timeout;
  bool m_can_hide = false;
  std::unique_ptr<pg::Planner> m_planner;
  std::unique_ptr<Nodes> m_nodes;  ///< connected when a statement is distributed
  std::map<int, pg::HypotheticalIndex> m_live;
  bool m_genetic = true;
  std::chrono::milliseconds m_limit{0};  ///< of the planner's session; 0: as it was connected
};

}  // namespace selfopt::whatif
