#include "whatif/nodes.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "exchange/distributed_plan.hpp"
#include "exchange/plan_json.hpp"
#include "pg/distribution.hpp"

namespace selfopt::whatif {
namespace {

// Shards of a table are alike, so that many of them tell what all cost.
constexpr std::size_t k_most_tasks = 32;
// A session can have 2,828 hypothetical indexes.
constexpr std::size_t k_most_imagined = 2000;

std::string unquoted(const std::string& sql_name) {
  std::string name;
  for (std::size_t i = 0; i < sql_name.size(); ++i) {
    if (sql_name[i] == '"' && (i + 1 == sql_name.size() || sql_name[i + 1] != '"')) continue;
    if (sql_name[i] == '"') ++i;
    name += sql_name[i];
  }
  return name;
}

template <typename Item>
std::vector<Item> evenly_drawn(const std::vector<Item>& items, std::size_t most) {
  if (items.size() <= most) return items;
  std::vector<Item> drawn;
  for (std::size_t i = 0; i < most; ++i)
    drawn.push_back(items[i * items.size() / most]);
  return drawn;
}

}  // namespace

Nodes::Nodes(const Database& coordinator, std::chrono::milliseconds plan_timeout,
             std::optional<std::chrono::milliseconds> trial_lock_timeout)
    : m_coordinator(coordinator),
      m_plan_timeout(plan_timeout),
      m_trial_lock_timeout(trial_lock_timeout) {
  pg::Session session(coordinator);
  m_distribution = pg::read_distribution(session);
  m_index_names = pg::index_names(session);
  for (const Shard& shard : m_distribution.shards)
    m_shards.emplace(unquoted(shard.sql_name), &shard);
}

Nodes::Node& Nodes::at(int id) {
  Node& node = m_nodes[id];
  if (node.planner != nullptr && node.planner->alive()) return node;
  const auto known = std::ranges::find(m_distribution.nodes, id, &CitusNode::id);
  node.live.clear();
  node.planner =
      std::make_unique<pg::Planner>(pg::node_database(m_coordinator, *known), m_plan_timeout);
  node.planner->enable_hypothetical_indexes(true);
  const pg::Hiding hiding = node.planner->enable_hiding(m_trial_lock_timeout);
  if (hiding == pg::Hiding::trial) node.planner->allow_changes_of_shards();
  m_can_hide = m_can_hide && hiding != pg::Hiding::none;
  return node;
}

std::optional<int> Nodes::node_called(const std::string& conninfo) const {
  for (const CitusNode& node : m_distribution.nodes)
    if (conninfo.starts_with(fmt::format("host={} port={} ", node.host, node.port))) return node.id;
  return std::nullopt;
}

std::string Nodes::name_on_coordinator(const std::string& index, const Task& task) const {
  for (const Shard* shard : task.shards) {
    const std::string end = "_" + std::to_string(shard->id);
    if (!index.ends_with(end)) continue;
    std::string name = index.substr(0, index.size() - end.size());
    if (m_index_names.contains(name)) return name;
    for (const std::string& known : m_index_names)
      if (is_name_on_shard(index, known, shard->id)) return known;
  }
  return index;
}

std::vector<const Shard*> Nodes::shards_in(const PlanNode& plan) const {
  const std::vector<std::string> relations = read_relations(plan);
  std::vector<const Shard*> shards;
  for (const std::string& relation : std::set(relations.begin(), relations.end()))
    if (const auto shard = m_shards.find(relation); shard != m_shards.end())
      shards.push_back(shard->second);
  return shards;
}

// What Citus puts together from intermediate results it does itself, and names no node of the
// cluster for it; no index can change that.
DistributedStatement Nodes::admit(const std::string& json,
                                  const pg::PlannableStatement& statement) {
  exchange::DistributedPlan plan = exchange::read_distributed_plan(json);
  if (!plan.hidden.empty()) throw Error(ErrorKind::database, "not costed: " + plan.hidden);
  std::erase_if(plan.tasks, [&](const auto& task) { return !node_called(task.node); });
  if (plan.tasks.empty()) throw Error(ErrorKind::database, "not costed: Citus asks no node for it");
  DistributedStatement admitted;
  for (const auto& told : evenly_drawn(plan.tasks, k_most_tasks)) {
    Task task;
    task.node = *node_called(told.node);
    pg::Planner& planner = *at(task.node).planner;
    task.text = planner.admit(told.sql, statement.values);
    // Only a plan in full words says in which schema a shard is.
    task.shards = shards_in(exchange::read_plan(planner.explain_verbosely(task.text)).root);
    admitted.tasks.push_back(std::move(task));
  }
  admitted.scale =
      static_cast<double>(plan.tasks.size()) / static_cast<double>(admitted.tasks.size());
  return admitted;
}

PlannedCost Nodes::plan(const DistributedStatement& statement, const IndexSet& offered,
                        const IndexSet& hidden, const std::vector<Candidate>& candidates,
                        std::vector<std::string>& names) {
  PlannedCost whole;
  std::set<std::string> used_names;
  std::map<int, double> by_node;
  for (const Task& task : statement.tasks) {
    Node& node = at(task.node);
    imagine(node, task, offered, candidates);
    hide(node, task, hidden, candidates);
    const Plan plan = exchange::read_plan(node.planner->explain(task.text));
    whole.cost += statement.scale * plan.root.total_cost;
    by_node[task.node] += statement.scale * plan.root.total_cost;
    whole.wasteful_probe = whole.wasteful_probe || has_wasteful_probe(plan);
    const auto used = used_indexes(plan);
    for (const auto& [place, index] : node.live)
      if (std::ranges::binary_search(used, index.name)) whole.used = whole.used.with(place.first);
    for (const std::string& name : used)
      used_names.insert(name_on_coordinator(name, task));
  }
  for (const auto& [node, cost] : by_node)
    whole.slowest_node = std::max(whole.slowest_node, cost);
  names.assign(used_names.begin(), used_names.end());
  for (const int number : offered)
    if (const Candidate& candidate = candidates[static_cast<std::size_t>(number)];
        candidate.exists() && used_names.contains(candidate.existing_name))
      whole.used = whole.used.with(number);
  return whole;
}

const std::vector<pg::ShardIndex>& Nodes::parts_of(int number, const Candidate& candidate) {
  const auto known = m_parts.find(number);
  if (known != m_parts.end()) return known->second;
  pg::Session session(m_coordinator);
  auto found = pg::read_shard_indexes(session, m_coordinator, candidate.definition.table,
                                      candidate.existing_name);
  if (!found.unseen.empty()) throw Error(ErrorKind::database, "node " + found.unseen);
  return m_parts.emplace(number, std::move(found.parts)).first->second;
}

void Nodes::hide(Node& node, const Task& task, const IndexSet& hidden,
                 const std::vector<Candidate>& candidates) {
  std::vector<std::string> names;
  for (const int number : hidden)
    for (const pg::ShardIndex& part :
         parts_of(number, candidates[static_cast<std::size_t>(number)]))
      if (part.node.id == task.node && std::ranges::any_of(task.shards, [&](const Shard* shard) {
            return shard->id == part.shard;
          }))
        names.push_back(part.sql_name);
  node.planner->hide(names);
}

// What the session imagines on other shards does no harm, and the next statement may want it.
void Nodes::imagine(Node& node, const Task& task, const IndexSet& offered,
                    const std::vector<Candidate>& candidates) {
  std::vector<Imagined> entering;
  std::vector<IndexDefinition> definitions;
  for (const int number : offered)
    for (const Shard* shard : task.shards) {
      const Candidate& candidate = candidates[static_cast<std::size_t>(number)];
      if (candidate.exists() || candidate.definition.table != shard->table ||
          node.live.contains({number, shard}))
        continue;
      entering.emplace_back(number, shard);
      definitions.push_back(candidate.definition);
      definitions.back().table = shard->sql_name;
    }
  const bool too_many = node.live.size() + entering.size() > k_most_imagined;
  std::vector<std::uint32_t> leaving;
  std::erase_if(node.live, [&](const auto& live) {
    const bool is_here = std::ranges::count(task.shards, live.first.second) > 0;
    if (is_here ? offered.contains(live.first.first) : !too_many) return false;
    leaving.push_back(live.second.oid);
    return true;
  });
  if (!leaving.empty()) node.planner->drop_hypothetical(leaving);
  if (entering.empty()) return;
  const auto made = node.planner->create_hypothetical(definitions);
  for (std::size_t i = 0; i < entering.size(); ++i)
    node.live.emplace(entering[i], made[i]);
}

bool Nodes::alive() const {
  return std::ranges::all_of(m_nodes, [](const auto& node) {
    return node.second.planner == nullptr || node.second.planner->alive();
  });
}

}  // namespace selfopt::whatif
