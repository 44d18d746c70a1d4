#include "recommend/unproven.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "recommend/advice.hpp"
#include "recommend/gin_candidates.hpp"

namespace selfopt::advisor {
namespace {

constexpr double k_known_operand = 0.6;
constexpr double k_parameter = 0.4;
// What the planner takes a row found by a bitmap to cost: a page read at random (random_page_cost).
constexpr double k_found_row_cost = 4;

// A statement that looks through a table for a condition.
struct Searched {
  int query;
  double cost;       // of the statement
  double part;       // of it that the look through the table costs
  double rows;       // that the planner expects to find
  double cost_with;  // what may be left with the index
};

struct Wish {
  GinCandidate candidate;
  std::vector<Searched> statements;
  double gain = 0;  // weighted
};

const PlanNode* find_search(const PlanNode& node, const Table& table, const KeyAccess& use) {
  const std::string& column = use.column->name;
  if (node.relation == table.name && node.filter.find(" " + use.op + " ") != std::string::npos &&
      node.filter.find(column) != std::string::npos)
    return &node;
  for (const PlanNode& child : node.children)
    if (const PlanNode* found = find_search(child, table, use)) return found;
  return nullptr;
}

class UnprovenAdviser {
 public:
  UnprovenAdviser(const Catalog& catalog, const PreparedWorkload& workload,
                  const SelectionProblem& problem, const whatif::IndexSet& chosen, PlanView& plans)
      : m_catalog(catalog), m_workload(workload), m_problem(problem), m_plans(plans) {
    for (const int index : chosen)
      m_advised.push_back(problem.oracle().definition(index));
  }

  std::vector<Wish> wishes() {
    std::map<IndexDefinition, Wish> wishes;
    for (int query = 0; query < m_problem.oracle().query_count(); ++query)
      for (const TableAccess& access : prepared(query).accesses)
        for (GinCandidate& candidate : gin_candidates(access, m_catalog))
          if (const auto searched = judge(query, access, candidate.use)) {
            Wish& wish = wishes[candidate.definition];
            wish.candidate = std::move(candidate);
            wish.gain += m_problem.weight(query) * (searched->cost - searched->cost_with);
            wish.statements.push_back(*searched);
          }
    let_defaults_stand_for_paths(wishes);
    std::vector<Wish> ranked;
    for (auto& [definition, wish] : wishes)
      ranked.push_back(std::move(wish));
    std::ranges::stable_sort(ranked, std::ranges::greater{}, &Wish::gain);
    return ranked;
  }

 private:
  const PreparedQuery& prepared(int query) const {
    return m_workload.queries[static_cast<std::size_t>(query)];
  }

  // Nothing if the plan does not look through the table, or expects to find too much of it.
  std::optional<Searched> judge(int query, const TableAccess& access, const KeyAccess& use) {
    const auto plan = m_plans.plan(prepared(query), m_advised);
    const PlanNode* node = plan ? find_search(plan->root, *access.table, use) : nullptr;
    if (node == nullptr) return std::nullopt;
    const double part = node->total_cost;
    const double with = plan->root.total_cost - part + node->rows * k_found_row_cost;
    if (with >= plan->root.total_cost) return std::nullopt;
    return Searched{query, plan->root.total_cost, part, node->rows, std::max(with, 1.0)};
  }

  // An index of the default class serves what jsonb_path_ops does; two of one column do not pay.
  static void let_defaults_stand_for_paths(std::map<IndexDefinition, Wish>& wishes) {
    for (auto& [definition, wish] : wishes) {
      if (!definition.keys.front().operator_class.empty()) continue;
      IndexDefinition paths = definition;
      paths.keys.front().operator_class = "jsonb_path_ops";
      const auto narrower = wishes.find(paths);
      if (narrower == wishes.end()) continue;
      wish.gain += narrower->second.gain;
      std::ranges::move(narrower->second.statements, std::back_inserter(wish.statements));
      narrower->second.gain = 0;
    }
    std::erase_if(wishes, [](const auto& entry) { return entry.second.gain <= 0; });
  }

  const Catalog& m_catalog;
  const PreparedWorkload& m_workload;
  const SelectionProblem& m_problem;
  PlanView& m_plans;
  std::vector<IndexDefinition> m_advised;
};

std::string reason(const Wish& wish, const PreparedWorkload& workload) {
  const Searched& most = *std::ranges::max_element(
      wish.statements, {}, [](const Searched& s) { return s.cost - s.cost_with; });
  return fmt::format(
      "{} look{} through the whole table for it; in {} that is {:.0f} % of the cost, to find about "
      "{} "
      "rows{}. No planner can be asked about GIN: not verified",
      counted(static_cast<std::int64_t>(wish.statements.size()), "statement"),
      wish.statements.size() == 1 ? "s" : "",
      workload.queries[static_cast<std::size_t>(most.query)].query.query_hash,
      std::min(most.part / most.cost, 1.0) * 100,
      format_count(static_cast<std::int64_t>(most.rows)),
      wish.candidate.operand_known ? "" : ", if its pattern has three letters in a row");
}

Recommendation as_advice(const Wish& wish, const Catalog& catalog, const PreparedWorkload& workload,
                         IndexNames& names, double workload_cost) {
  const IndexDefinition& definition = wish.candidate.definition;
  Recommendation advice = create_index_advice(catalog, definition, names);
  advice.verified = false;
  advice.confidence = wish.candidate.operand_known ? k_known_operand : k_parameter;
  advice.size_bytes = gin_size_bytes(catalog, definition);
  advice.cost_before = advice.cost_after = workload_cost;
  if (const double entries = entries_written(workload, definition); entries > 0)
    advice.write_cost_ms = entries * k_entry_ms;
  advice.reason = reason(wish, workload);
  constexpr int k_first_with_parallel_gin = 180000;
  if (catalog.server_version >= k_first_with_parallel_gin)
    advice.reason += "; several processes build it (max_parallel_maintenance_workers)";
  for (const Searched& one : wish.statements)
    advice.queries.push_back(
        {workload.queries[static_cast<std::size_t>(one.query)].query.query_hash, one.cost,
         one.cost_with});
  return advice;
}

}  // namespace

void add_unproven_indexes(Recommendations& advice, const Catalog& catalog,
                          const PreparedWorkload& workload, const SelectionProblem& problem,
                          const whatif::IndexSet& chosen, PlanView& plans,
                          const RecommendOptions& options) {
  IndexNames names(catalog);
  auto count = static_cast<std::int64_t>(advice.recommendations.size());
  for (const Wish& wish : UnprovenAdviser(catalog, workload, problem, chosen, plans).wishes()) {
    const std::string candidate = wish.candidate.definition.sql();
    if (wish.gain < options.min_benefit * advice.cost_after) {
      advice.rejected.push_back({candidate, "may save too little for an index of its own"});
      continue;
    }
    Recommendation one = as_advice(wish, catalog, workload, names, advice.cost_after);
    if ((options.max_indexes && count >= *options.max_indexes) ||
        (options.budget_bytes && advice.used_bytes + one.size_bytes > *options.budget_bytes)) {
      advice.rejected.push_back(
          {candidate, "does not fit beside the advised ones, and is not verified"});
      continue;
    }
    ++count;
    advice.used_bytes += one.size_bytes;
    advice.recommendations.push_back(std::move(one));
  }
}

}  // namespace selfopt::advisor
