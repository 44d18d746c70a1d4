#include "recommend/configuration_tree.hpp"

#include <algorithm>

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::IndexSet;

ConfigurationTree::ConfigurationTree(CostOracle& oracle, int query, const IndexSet& universe,
                                     double weight, const std::vector<std::int64_t>& size_bytes)
    : m_oracle(oracle),
      m_query(query),
      m_universe(universe.intersection(oracle.related(query))),
      m_weight(weight),
      m_size_bytes(size_bytes) {
  add_node({}, {});
}

std::vector<Access> ConfigurationTree::ways() const {
  std::vector<Access> ways;
  ways.push_back({m_weight * m_oracle.range(m_query, {}).upper, {}, {}, -1});
  for (const Node& node : m_nodes)
    ways.push_back({m_weight * node.planned.cost, node.planned.used, {}, -1});
  for (std::size_t i = 0; i < m_branches.size(); ++i) {
    const Branch& branch = m_branches[i];
    if (branch.node >= 0) continue;
    ways.push_back(
        {m_weight * bound(branch), forced_by(branch), forbidden_by(branch), static_cast<int>(i)});
  }
  return ways;
}

CostOracle::Question ConfigurationTree::question(int branch) const {
  return {m_query,
          m_universe.difference(forbidden_by(m_branches[static_cast<std::size_t>(branch)]))};
}

void ConfigurationTree::expand(int branch_number) {
  Branch& branch = m_branches[static_cast<std::size_t>(branch_number)];
  branch.node = static_cast<int>(m_nodes.size());
  add_node(forced_by(branch), forbidden_by(branch));
}

int ConfigurationTree::branch_of(const IndexSet& set) const {
  int at = 0;
  while (true) {
    const Node& node = m_nodes[static_cast<std::size_t>(at)];
    const auto missing =
        std::ranges::find_if(node.order, [&](int index) { return !set.contains(index); });
    if (missing == node.order.end()) return -1;
    const auto place = static_cast<std::size_t>(missing - node.order.begin());
    const int child = node.children[place];
    at = m_branches[static_cast<std::size_t>(child)].node;
    if (at < 0) return child;
  }
}

void ConfigurationTree::add_node(IndexSet forced, IndexSet forbidden) {
  Node node{std::move(forced), std::move(forbidden), {}, {}, {}};
  node.planned = m_oracle.cost(m_query, m_universe.difference(node.forbidden));
  const IndexSet free = node.planned.used.difference(node.forced);
  node.order.assign(free.begin(), free.end());
  std::ranges::stable_sort(node.order, std::ranges::greater{}, [&](int index) {
    return m_size_bytes[static_cast<std::size_t>(index)];
  });
  for (std::size_t place = 0; place < node.order.size(); ++place) {
    node.children.push_back(static_cast<int>(m_branches.size()));
    m_branches.push_back({static_cast<int>(m_nodes.size()), place, -1});
  }
  m_nodes.push_back(std::move(node));
}

IndexSet ConfigurationTree::forbidden_by(const Branch& branch) const {
  const Node& parent = m_nodes[static_cast<std::size_t>(branch.parent)];
  return parent.forbidden.with(parent.order[branch.place]);
}

IndexSet ConfigurationTree::forced_by(const Branch& branch) const {
  const Node& parent = m_nodes[static_cast<std::size_t>(branch.parent)];
  std::vector<int> forced(parent.forced.begin(), parent.forced.end());
  forced.insert(forced.end(), parent.order.begin(),
                parent.order.begin() + static_cast<std::ptrdiff_t>(branch.place));
  return IndexSet(forced);
}

// What is known of sets above this branch bounds it from below, unless a set within it was seen to
// cost less: the planner is not always as good with more indexes as with fewer.
double ConfigurationTree::bound(const Branch& branch) const {
  const Node& parent = m_nodes[static_cast<std::size_t>(branch.parent)];
  const IndexSet allowed = m_universe.difference(forbidden_by(branch));
  const double lower = std::max(parent.planned.cost, m_oracle.range(m_query, allowed).lower);
  return std::min(lower, m_oracle.least_within(m_query, allowed));
}

}  // namespace selfopt::advisor
