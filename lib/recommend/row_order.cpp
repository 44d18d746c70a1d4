#include "recommend/row_order.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "env/hash.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// A smaller table is in memory whatever its order.
constexpr std::int64_t k_least_pages = 1024;
// Fewer rows are found quickly wherever they lie.
constexpr double k_many_rows = 100;
// The planner takes the square of the correlation for the share of the order that holds.
constexpr double k_scattered = 0.5;
constexpr double k_sorted = 0.9;
constexpr double k_least_share = 0.05;
constexpr double k_confidence = 0.5;

constexpr double k_page_cost = 1;            // seq_page_cost
constexpr double k_random_page_cost = 4;     // random_page_cost
constexpr double k_row_cost = 0.01 + 0.005;  // cpu_tuple_cost and cpu_index_tuple_cost

// An index by which a plan reads a table.
struct OrderingIndex {
  const Table* table = nullptr;
  const Column* column = nullptr;  // its first
  std::string name;                // quoted; as CLUSTER wants it
};

// A table sorted by the index.
struct Order {
  OrderingIndex index;
  double gain = 0;
  std::vector<QueryCost> queries;
};

// Many rows on pages in their order, and on pages all over the table (Mackert and Lohman, 1989).
double sorted_cost(const Table& table, double rows) {
  const double pages = rows / std::max(table.rows, 1.0) * static_cast<double>(table.pages);
  return k_random_page_cost + std::ceil(pages) * k_page_cost + rows * k_row_cost;
}

double scattered_cost(const Table& table, double rows) {
  const double all = static_cast<double>(table.pages);
  const double pages = std::min(all, 2 * all * rows / (2 * all + rows));
  return pages * k_random_page_cost + rows * k_row_cost;
}

class OrderAdviser {
 public:
  OrderAdviser(const Catalog& catalog, const PreparedWorkload& workload,
               const SelectionProblem& problem, const IndexSet& chosen,
               const Recommendations& advice, PlanView& plans)
      : m_catalog(catalog),
        m_workload(workload),
        m_problem(problem),
        m_advice(advice),
        m_plans(plans),
        m_advised(problem.new_definitions(chosen)) {
    note_indexes();
  }

  std::vector<Recommendation> advise() {
    for (int query = 0; query < m_problem.oracle().query_count(); ++query)
      look_at(query);
    std::vector<Recommendation> found;
    for (const auto& [table, orders] : m_orders) {
      const auto best =
          std::ranges::max_element(orders, {}, [](const auto& order) { return order.second.gain; });
      const double gain = best->second.gain - m_losses[table];
      if (gain >= k_least_share * m_advice.cost_after)
        found.push_back(as_advice(best->second, gain));
    }
    return found;
  }

 private:
  // By the names that plans give them: those that exist, and the advised by their definitions.
  void note_indexes() {
    for (const Index& index : m_catalog.indexes)
      if (const Table* table = find_table(m_catalog, index.table);
          table != nullptr && index.method == "btree" && index.valid && !index.where)
        note(index.name, {table, nullptr, sql::quote_identifier(index.name)}, index.keys.front());
    for (const IndexDefinition& definition : m_advised) {
      const Table* table = find_table(m_catalog, definition.table);
      if (table == nullptr || definition.method != "btree" || definition.where) continue;
      for (const Recommendation& one : m_advice.recommendations)
        if (one.ddl.ends_with(" " + definition.sql()))
          note(definition.sql(), {table, nullptr, sql::quote_identifier(one.name)},
               definition.keys.front().sql);
    }
  }

  void note(const std::string& plan_name, OrderingIndex index, const std::string& first) {
    const auto column = std::ranges::find(index.table->columns, first, &Column::sql_name);
    if (index.table->kind != 'r' || column == index.table->columns.end()) return;
    index.column = &*column;
    m_indexes.emplace(plan_name, index);
  }

  void look_at(int query) {
    const PreparedQuery& prepared = m_workload.queries[static_cast<std::size_t>(query)];
    const bool large = std::ranges::any_of(prepared.accesses, [](const TableAccess& access) {
      return access.table->pages >= k_least_pages;
    });
    if (!large) return;
    if (const auto plan = m_plans.plan(prepared, m_advised)) look_at(query, *plan, plan->root);
  }

  // What is read once for each row of something else reads a few rows at a time.
  void look_at(int query, const Plan& plan, const PlanNode& node) {
    if (node.type == "Index Scan") judge(query, plan, node, node.index, node.rows);
    if (node.type == "Bitmap Heap Scan" && node.children.size() == 1)
      judge(query, plan, node, node.children[0].index, node.children[0].rows);
    for (const PlanNode& child : node.children)
      if (child.place != "SubPlan" && !(node.type == "Nested Loop" && child.place == "Inner"))
        look_at(query, plan, child);
  }

  void judge(int query, const Plan& plan, const PlanNode& scan, const std::string& index_name,
             double rows) {
    const auto found = m_indexes.find(index_name);
    if (found == m_indexes.end()) return;
    const OrderingIndex& index = found->second;
    if (index.table->pages < k_least_pages || rows < k_many_rows) return;
    if (!index.column->has_statistics) return;
    const double correlation = std::fabs(index.column->correlation);
    const double weight = m_problem.weight(query);
    if (correlation >= k_sorted)
      m_losses[index.table->sql_name] +=
          weight * std::max(0.0, scattered_cost(*index.table, rows) - scan.total_cost);
    const double saved = scan.total_cost - sorted_cost(*index.table, rows);
    if (correlation >= k_scattered || saved <= 0) return;
    auto& orders = m_orders[index.table->sql_name];
    Order& order = orders.try_emplace(index.column->sql_name, Order{index, 0, {}}).first->second;
    order.gain += weight * saved;
    const double now = plan.root.total_cost;
    order.queries.push_back(
        {m_workload.queries[static_cast<std::size_t>(query)].query.query_hash, now, now - saved});
  }

  Recommendation as_advice(const Order& order, double gain) const {
    const Table& table = *order.index.table;
    Recommendation advice;
    advice.kind = RecommendationKind::cluster;
    advice.table = table.sql_name;
    advice.name = table.name;
    advice.columns = {order.index.column->sql_name};
    advice.method.clear();
    advice.ddl = fmt::format("cluster {} using {}", table.sql_name, order.index.name);
    advice.id = env::stable_hash_hex(advice.ddl);
    advice.size_bytes = table.size_bytes;
    advice.cost_before = m_advice.cost_after;
    advice.cost_after = m_advice.cost_after - gain;
    advice.benefit = gain / m_advice.cost_after;
    advice.confidence = k_confidence;
    advice.verified = false;
    advice.queries = order.queries;
    advice.reason = fmt::format(
        "{} read{} many rows by {}, which lie all over the table (correlation {:.2f}). CLUSTER "
        "writes the table anew, nobody can read it meanwhile, and later rows do not keep the order",
        counted(std::ssize(order.queries), "statement"), order.queries.size() == 1 ? "s" : "",
        order.index.column->sql_name, order.index.column->correlation);
    return advice;
  }

  const Catalog& m_catalog;
  const PreparedWorkload& m_workload;
  const SelectionProblem& m_problem;
  const Recommendations& m_advice;
  PlanView& m_plans;
  std::vector<IndexDefinition> m_advised;
  std::map<std::string, OrderingIndex> m_indexes;
  std::map<std::string, std::map<std::string, Order>> m_orders;  // of each table, by column
  std::map<std::string, double> m_losses;                        // of what is sorted now
};

}  // namespace

std::vector<Recommendation> advise_row_order(const Catalog& catalog,
                                             const PreparedWorkload& workload,
                                             const SelectionProblem& problem,
                                             const IndexSet& chosen, const Recommendations& advice,
                                             PlanView& plans) {
  return OrderAdviser(catalog, workload, problem, chosen, advice, plans).advise();
}

}  // namespace selfopt::advisor
