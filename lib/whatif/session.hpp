#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "pg/planner.hpp"
#include "whatif/planned_cost.hpp"

namespace selfopt::whatif {

/// A statement that the planner takes.
struct Statement {
  pg::PlannableStatement text;
  bool genetic = false;  ///< so many joins that the planner searches by chance
};

/// One connection to the planner and the indexes that it imagines at the moment. When the
/// connection is lost it is made again, once for each question.
class Session {
 public:
  /// \throws Error{refused} if HypoPG is not available
  Session(const Database& database, std::chrono::milliseconds plan_timeout);

  /// \throws Error{database} if the server does not take the statement
  Statement admit(const std::string& sql, const std::vector<std::optional<std::string>>& values);

  /// \returns HypoPG's estimate of the size of each index
  /// \throws Error{database} if one of them cannot be imagined
  std::vector<std::int64_t> sizes_bytes(const std::vector<IndexDefinition>& definitions);

  /// Plans \p statement with those of the \p candidates that are in \p offered.
  /// \throws Error{database} if it cannot be planned, or not in time
  PlannedCost plan(const Statement& statement, const IndexSet& offered,
                   const std::vector<IndexDefinition>& candidates);

  bool alive() const { return m_planner->alive(); }
  int backend_pid() const { return m_planner->backend_pid(); }

 private:
  void connect();
  bool is_affordable_exactly(const pg::PlannableStatement& text);
  void imagine(const IndexSet& wanted, const std::vector<IndexDefinition>& candidates);
  PlannedCost plan_once(const Statement& statement, const IndexSet& offered,
                        const std::vector<IndexDefinition>& candidates);

  Database m_database;
  std::chrono::milliseconds m_plan_timeout;
  std::unique_ptr<pg::Planner> m_planner;
  std::map<int, pg::HypotheticalIndex> m_live;
  bool m_genetic = true;
};

}  // namespace selfopt::whatif
