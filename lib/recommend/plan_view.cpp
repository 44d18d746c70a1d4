#include "recommend/plan_view.hpp"

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "exchange/plan_json.hpp"

namespace selfopt::advisor {

PlanView::PlanView(const Database& database, std::chrono::milliseconds plan_timeout) {
  try {
    m_planner.emplace(database, plan_timeout);
    m_planner->enable_hypothetical_indexes(true);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    m_planner.reset();
    log::notice("plans cannot be shown: {}", error.message());
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
    return exchange::read_plan(m_planner->explain(known->second));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    if (!m_planner->alive()) m_planner.reset();
    log::debug("no plan of {} to show: {}", query.query.query_hash, error.message());
    return std::nullopt;
  }
}

void PlanView::imagine(const std::vector<IndexDefinition>& indexes) {
  if (indexes == m_imagined) return;
  if (!m_oids.empty()) m_planner->drop_hypothetical(m_oids);
  m_oids.clear();
  m_imagined.clear();
  for (const pg::HypotheticalIndex& index : m_planner->create_hypothetical(indexes))
    m_oids.push_back(index.oid);
  m_imagined = indexes;
}

}  // namespace selfopt::advisor
