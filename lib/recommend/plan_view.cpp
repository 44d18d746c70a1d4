#include "recommend/plan_view.hpp"

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "exchange/plan_json.hpp"

namespace selfopt::advisor {
namespace {

void name_indexes(PlanNode& node, const std::map<std::string, std::string>& names) {
  if (const auto found = names.find(node.index); found != names.end()) node.index = found->second;
  for (PlanNode& child : node.children)
    name_indexes(child, names);
}

}  // namespace

PlanView::PlanView(const Database& database, std::chrono::milliseconds plan_timeout,
                   std::optional<std::chrono::milliseconds> trial_lock_timeout) {
  try {
    m_planner.emplace(database, plan_timeout);
    m_planner->enable_hypothetical_indexes(true);
    m_planner->enable_hiding(trial_lock_timeout);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    m_planner.reset();
    log::notice("plans cannot be shown: {}", error.message());
  }
}

void PlanView::hide(const std::vector<std::string>& indexes) {
  if (!m_planner) return;
  m_plans.clear();
  try {
    m_planner->hide(indexes);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::notice("plans cannot be shown: {}", error.message());
    m_planner.reset();
  }
}

std::optional<Plan> PlanView::plan(const PreparedQuery& query,
                                   const std::vector<IndexDefinition>& indexes) {
  if (!m_planner) return std::nullopt;
  try {
    auto known = m_admitted.find(&query);
    if (known == m_admitted.end())
      known = m_admitted.emplace(&query, m_planner->admit(query.planned_sql, query.values)).first;
    imagine(indexes);
    const auto seen = m_plans.find(&query);
    if (seen != m_plans.end()) return seen->second;
    Plan plan = exchange::read_plan(m_planner->explain(known->second));
    // Plans of shards are on other nodes, where nothing is imagined for this.
    if (is_distributed(plan.root)) return std::nullopt;
    name_indexes(plan.root, m_names);
    return m_plans.emplace(&query, std::move(plan)).first->second;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    if (!m_planner->alive()) m_planner.reset();
    log::debug("no plan of {} to show: {}", query.query.query_hash, error.message());
    return std::nullopt;
  }
}

std::vector<std::string> PlanView::output_columns(const std::string& sql) {
  if (!m_planner) return {};
  try {
    return m_planner->output_columns(sql);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    if (!m_planner->alive()) m_planner.reset();
    return {};
  }
}

bool PlanView::is_volatile(const std::string& function) {
  if (!m_planner) return true;
  if (!m_volatile) m_volatile = m_planner->volatile_functions();
  return m_volatile->contains(function);
}

void PlanView::imagine(const std::vector<IndexDefinition>& indexes) {
  if (indexes == m_imagined) return;
  m_plans.clear();
  if (!m_oids.empty()) m_planner->drop_hypothetical(m_oids);
  m_oids.clear();
  m_names.clear();
  m_imagined.clear();
  const auto made = m_planner->create_hypothetical(indexes);
  for (std::size_t i = 0; i < made.size(); ++i) {
    m_oids.push_back(made[i].oid);
    m_names.emplace(made[i].name, indexes[i].sql());
  }
  m_imagined = indexes;
}

}  // namespace selfopt::advisor
