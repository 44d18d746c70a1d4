#include "whatif/session.hpp"

#include <algorithm>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/nouns/plan.hpp>

#include "exchange/plan_json.hpp"

namespace selfopt::whatif {
namespace {

// From so many relations on the planner searches by chance (geqo_threshold's default). Searching
// them all is worth this much time for each plan: chance makes costs jump as indexes come and go.
constexpr std::size_t k_many_relations = 12;
constexpr std::chrono::milliseconds k_affordable{250};

std::size_t count_relations(const PlanNode& node) {
  std::size_t count = node.relation.empty() ? 0 : 1;
  for (const PlanNode& child : node.children)
    count += count_relations(child);
  return count;
}

}  // namespace

Session::Session(const Database& database, std::chrono::milliseconds plan_timeout)
    : m_database(database), m_plan_timeout(plan_timeout) {
  connect();
}

void Session::connect() {
  m_live.clear();
  m_genetic = true;
  m_planner = std::make_unique<pg::Planner>(m_database, m_plan_timeout);
  m_planner->enable_hypothetical_indexes(true);
}

Statement Session::admit(const std::string& sql,
                         const std::vector<std::optional<std::string>>& values) {
  Statement statement{m_planner->admit(sql, values), true};
  const Plan plan = exchange::read_plan(m_planner->explain(statement.text));
  if (count_relations(plan.root) < k_many_relations) {
    statement.genetic = false;
    return statement;
  }
  statement.genetic = !is_affordable_exactly(statement.text);
  return statement;
}

bool Session::is_affordable_exactly(const pg::PlannableStatement& text) {
  m_planner->allow_genetic_planner(m_genetic = false);
  m_planner->limit_planning(k_affordable);
  bool affordable = true;
  try {
    m_planner->explain(text);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !m_planner->alive()) throw;
    affordable = false;
  }
  m_planner->limit_planning(std::nullopt);
  return affordable;
}

std::vector<std::int64_t> Session::sizes_bytes(const std::vector<IndexDefinition>& definitions) {
  std::vector<std::uint32_t> oids;
  std::vector<std::int64_t> sizes;
  for (const auto& index : m_planner->create_hypothetical(definitions)) {
    oids.push_back(index.oid);
    sizes.push_back(index.size_bytes);
  }
  m_planner->drop_hypothetical(oids);
  return sizes;
}

PlannedCost Session::plan(const Statement& statement, const IndexSet& offered,
                          const std::vector<IndexDefinition>& candidates) {
  try {
    return plan_once(statement, offered, candidates);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || m_planner->alive()) throw;
    log::notice("the connection was lost ({}); going on with a new one", error.message());
  }
  connect();
  return plan_once(statement, offered, candidates);
}

PlannedCost Session::plan_once(const Statement& statement, const IndexSet& offered,
                               const std::vector<IndexDefinition>& candidates) {
  imagine(offered, candidates);
  if (statement.genetic != m_genetic) m_planner->allow_genetic_planner(m_genetic = !m_genetic);
  const Plan plan = exchange::read_plan(m_planner->explain(statement.text));
  PlannedCost planned{plan.root.total_cost, {}, has_wasteful_probe(plan)};
  const auto names = used_indexes(plan);
  for (const int candidate : offered)
    if (std::ranges::binary_search(names, m_live.at(candidate).name))
      planned.used = planned.used.with(candidate);
  return planned;
}

// Only the difference to what the session imagines already is made or dropped.
void Session::imagine(const IndexSet& wanted, const std::vector<IndexDefinition>& candidates) {
  std::vector<std::uint32_t> leaving;
  std::erase_if(m_live, [&](const auto& live) {
    if (wanted.contains(live.first)) return false;
    leaving.push_back(live.second.oid);
    return true;
  });
  if (!leaving.empty()) m_planner->drop_hypothetical(leaving);
  std::vector<int> entering;
  std::vector<IndexDefinition> definitions;
  for (const int candidate : wanted) {
    if (m_live.contains(candidate)) continue;
    entering.push_back(candidate);
    definitions.push_back(candidates[static_cast<std::size_t>(candidate)]);
  }
  if (entering.empty()) return;
  const auto made = m_planner->create_hypothetical(definitions);
  for (std::size_t i = 0; i < entering.size(); ++i)
    m_live.emplace(entering[i], made[i]);
}

}  // namespace selfopt::whatif
