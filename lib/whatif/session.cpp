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

// Does \p work, and if a node fails while we are still connected, once more.
template <typename Work, typename Connected>
auto once_more_while(Work work, Connected connected) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database || !connected()) throw;
    log::debug("asking the nodes once more: {}", error.message());
  }
  return work();
}

}  // namespace

Session::Session(const Database& database, std::chrono::milliseconds plan_timeout,
                 std::optional<std::chrono::milliseconds> trial_lock_timeout)
    : m_database(database), m_plan_timeout(plan_timeout), m_trial_lock_timeout(trial_lock_timeout) {
  connect();
}

// Does \p work, and if the connection is lost meanwhile, once more with a new one.
template <typename Work>
auto Session::going_on(Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || alive()) throw;
    log::notice("the connection was lost ({}); going on with a new one", error.message());
  }
  connect();
  return work();
}

void Session::connect() {
  m_live.clear();
  m_limit = {};
  m_genetic = true;
  m_planner = std::make_unique<pg::Planner>(m_database, m_plan_timeout);
  m_planner->enable_hypothetical_indexes(true);
  m_can_hide = m_planner->enable_hiding(m_trial_lock_timeout) != pg::Hiding::none &&
               (m_nodes == nullptr || m_nodes->can_hide());
}

Admitted Session::admit(const std::string& sql,
                        const std::vector<std::optional<std::string>>& values) {
  return going_on([&] { return admit_once(sql, values); });
}

// The plan that shows how many relations there are is the one that costs are compared with, too.
Admitted Session::admit_once(const std::string& sql,
                             const std::vector<std::optional<std::string>>& values) {
  Admitted admitted{{m_planner->admit(sql, values), true}, {}, {}};
  if (!m_genetic) m_planner->allow_genetic_planner(m_genetic = true);
  Plan plan = exchange::read_plan(m_planner->explain(admitted.statement.text));
  if (is_distributed(plan.root)) return admit_distributed(admitted.statement.text);
  if (const std::string provider = uncosted_provider(plan); !provider.empty())
    throw Error(ErrorKind::database,
                "not costed: " + provider + " runs it past the planner, so no index can be judged");
  if (count_relations(plan.root) < k_many_relations) {
    admitted.statement.genetic = false;
  } else if (auto exact = plan_exactly(admitted.statement.text)) {
    admitted.statement.genetic = false;
    plan = std::move(*exact);
  }
  admitted.now = {plan.root.total_cost, {}, has_wasteful_probe(plan)};
  admitted.indexes = used_indexes(plan);
  return admitted;
}

// A connection to a node that is cut while it is made is tried once more; whether one that was
// there is lost, alive() tells.
Admitted Session::admit_distributed(const pg::PlannableStatement& text) {
  const auto attempt = [&] {
    if (m_nodes == nullptr)
      m_nodes = std::make_unique<Nodes>(m_database, m_plan_timeout, m_trial_lock_timeout);
    Admitted admitted{{text, false}, {}, {}};
    admitted.statement.distributed = m_nodes->admit(explain_tasks(text), text);
    admitted.now = m_nodes->plan(*admitted.statement.distributed, {}, {}, {}, admitted.indexes);
    m_can_hide = m_can_hide && m_nodes->can_hide();
    return admitted;
  };
  return once_more_while(attempt, [&] { return alive(); });
}

// The coordinator asks a node for it, over a connection that it may find out only now to be cut.
std::string Session::explain_tasks(const pg::PlannableStatement& text) {
  return once_more_while([&] { return m_planner->explain_tasks(text); },
                         [&] { return m_planner->alive(); });
}

// Nothing if that takes too long.
std::optional<Plan> Session::plan_exactly(const pg::PlannableStatement& text) {
  m_planner->allow_genetic_planner(m_genetic = false);
  m_planner->limit_planning(k_affordable);
  std::optional<Plan> plan;
  try {
    plan = exchange::read_plan(m_planner->explain(text));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted || !m_planner->alive()) throw;
  }
  m_planner->limit_planning(std::nullopt);
  return plan;
}

std::vector<std::int64_t> Session::sizes_bytes(const std::vector<IndexDefinition>& definitions) {
  return going_on([&] {
    std::vector<std::uint32_t> oids;
    std::vector<std::int64_t> sizes;
    for (const auto& index : m_planner->create_hypothetical(definitions)) {
      oids.push_back(index.oid);
      sizes.push_back(index.size_bytes);
    }
    m_planner->drop_hypothetical(oids);
    return sizes;
  });
}

PlannedCost Session::plan(const Statement& statement, const IndexSet& offered,
                          const IndexSet& hidden, const std::vector<Candidate>& candidates) {
  return going_on([&] { return plan_once(statement, offered, hidden, candidates); });
}

PlannedCost Session::plan_once(const Statement& statement, const IndexSet& offered,
                               const IndexSet& hidden, const std::vector<Candidate>& candidates) {
  if (statement.distributed) {
    std::vector<std::string> names;
    return m_nodes->plan(*statement.distributed, offered, hidden, candidates, names);
  }
  hide(hidden, candidates);
  imagine(offered, candidates);
  if (statement.genetic != m_genetic) m_planner->allow_genetic_planner(m_genetic = !m_genetic);
  const Plan plan = exchange::read_plan(m_planner->explain(statement.text));
  PlannedCost planned{plan.root.total_cost, {}, has_wasteful_probe(plan)};
  const auto names = used_indexes(plan);
  for (const int number : offered) {
    const Candidate& candidate = candidates[static_cast<std::size_t>(number)];
    const std::string& name = candidate.exists() ? candidate.existing_name : m_live.at(number).name;
    if (std::ranges::binary_search(names, name)) planned.used = planned.used.with(number);
  }
  return planned;
}

void Session::limit_planning(std::chrono::milliseconds most) {
  if (most == (m_limit.count() == 0 ? m_plan_timeout : m_limit)) return;
  going_on([&] {
    m_planner->limit_planning(most);
    m_limit = most;
  });
}

void Session::hide(const IndexSet& hidden, const std::vector<Candidate>& candidates) {
  std::vector<std::string> names;
  for (const int number : hidden)
    names.push_back(candidates[static_cast<std::size_t>(number)].existing_sql_name);
  m_planner->hide(names);
}

// Only the difference to what the session imagines already is made or dropped.
void Session::imagine(const IndexSet& wanted, const std::vector<Candidate>& candidates) {
  std::vector<std::uint32_t> leaving;
  std::erase_if(m_live, [&](const auto& live) {
    if (wanted.contains(live.first)) return false;
    leaving.push_back(live.second.oid);
    return true;
  });
  if (!leaving.empty()) m_planner->drop_hypothetical(leaving);
  std::vector<int> entering;
  std::vector<IndexDefinition> definitions;
  for (const int number : wanted) {
    const Candidate& candidate = candidates[static_cast<std::size_t>(number)];
    if (candidate.exists() || m_live.contains(number)) continue;
    entering.push_back(number);
    definitions.push_back(candidate.definition);
  }
  if (entering.empty()) return;
  const auto made = m_planner->create_hypothetical(definitions);
  for (std::size_t i = 0; i < entering.size(); ++i)
    m_live.emplace(entering[i], made[i]);
}

}  // namespace selfopt::whatif
