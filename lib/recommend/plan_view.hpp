#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>
#include <selfopt/nouns/plan.hpp>

#include "pg/planner.hpp"
#include "recommend/prepared_workload.hpp"

namespace selfopt::advisor {

/// Shows whole plans, where the search only needs costs: for the reasons that advice is given with.
/// A connection of its own. What cannot be shown is left out, never an error: advice is as good
/// without.
class PlanView {
 public:
  /// \param plan_timeout for each statement
  /// \param trial_lock_timeout see pg::Planner::enable_hiding
  PlanView(const Database& database, std::chrono::milliseconds plan_timeout,
           std::optional<std::chrono::milliseconds> trial_lock_timeout);

  /// Shows plans without these existing indexes (schema-qualified, quoted) from now on.
  void hide(const std::vector<std::string>& indexes);

  /// \returns the names of the columns that \p sql gives; none if the server does not take it
  std::vector<std::string> output_columns(const std::string& sql);
  /// \returns whether a function of this name (lower case) may give another result each time, as
  ///          far as the server says
  bool is_volatile(const std::string& function);

  /// \returns how \p query would be run if \p indexes existed besides what exists, or nullopt if
  ///          the server does not say. Indexes that do not exist are named by their definitions'
  ///          SQL.
  ///          A plan that was shown for the same indexes just before is not asked for again.
  /// \throws Error::interrupted
  std::optional<Plan> plan(const PreparedQuery& query, const std::vector<IndexDefinition>& indexes);

 private:
  void imagine(const std::vector<IndexDefinition>& indexes);

  std::optional<pg::Planner> m_planner;  ///< nothing if there is no connection
  std::map<const PreparedQuery*, pg::PlannableStatement> m_admitted;
  std::map<const PreparedQuery*, Plan> m_plans;  ///< with what is imagined and hidden now
  std::vector<IndexDefinition> m_imagined;
  std::vector<std::uint32_t> m_oids;
  std::optional<std::set<std::string>> m_volatile;  ///< asked for when first needed
  std::map<std::string, std::string> m_names;       ///< definitions by the names that plans print
};

}  // namespace selfopt::advisor
