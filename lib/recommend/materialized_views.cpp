#include "recommend/materialized_views.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "env/hash.hpp"
#include "sql/identifier.hpp"
#include "sql/view_parts.hpp"

namespace selfopt::advisor {

using whatif::IndexSet;

namespace {

// A smaller share of the workload is not worth an object that has to be kept up to date.
constexpr double k_least_share = 0.1;
constexpr std::size_t k_most_views = 5;
constexpr double k_confidence = 0.5;

constexpr double k_page_bytes = 8192;
constexpr double k_row_overhead_bytes = 28;
constexpr double k_page_cost = 1;    // seq_page_cost
constexpr double k_row_cost = 0.01;  // cpu_tuple_cost

// What these give is of the moment or of the user, though not called volatile.
constexpr std::string_view k_of_the_moment[] = {"age",
                                                "current_date",
                                                "current_role",
                                                "current_schema",
                                                "current_setting",
                                                "current_time",
                                                "current_timestamp",
                                                "current_user",
                                                "localtime",
                                                "localtimestamp",
                                                "now",
                                                "pg_backend_pid",
                                                "session_user",
                                                "statement_timestamp",
                                                "transaction_timestamp",
                                                "user"};

struct Aggregate {
  int query = 0;
  double cost = 0;  // of one run
  double rows = 0;
  double bytes = 0;
  double read_cost = 0;
  double gain = 0;  // of the workload, one refresh paid
};

// The view holds all rows, the reader takes some.
const PlanNode& before_limit(const PlanNode& root) {
  return root.type == "Limit" && !root.children.empty() ? root.children.front() : root;
}

class ViewAdviser {
 public:
  ViewAdviser(const Catalog& catalog, const PreparedWorkload& workload,
              const SelectionProblem& problem, const IndexSet& chosen, PlanView& plans)
      : m_catalog(catalog),
        m_workload(workload),
        m_problem(problem),
        m_plans(plans),
        m_advised(problem.new_definitions(chosen)) {}

  std::vector<Recommendation> advise(double workload_cost) {
    std::vector<Aggregate> found;
    for (int query = 0; query < m_problem.oracle().query_count(); ++query)
      if (prepared(query).aggregates && !prepared(query).accesses.empty())
        if (const auto one = judge(query, workload_cost)) found.push_back(*one);
    std::ranges::stable_sort(found, std::ranges::greater{}, &Aggregate::gain);
    std::vector<Recommendation> views;
    for (const Aggregate& one : found) {
      if (views.size() == k_most_views) break;
      if (auto view = as_advice(one, workload_cost)) views.push_back(std::move(*view));
    }
    return views;
  }

 private:
  const PreparedQuery& prepared(int query) const {
    return m_workload.queries[static_cast<std::size_t>(query)];
  }

  std::optional<Aggregate> judge(int query, double workload_cost) {
    const auto plan = m_plans.plan(prepared(query), m_advised);
    if (!plan) return std::nullopt;
    const PlanNode& kept = before_limit(plan->root);
    Aggregate one{query, plan->root.total_cost, kept.rows, 0, 0, 0};
    const double weight = m_problem.weight(query);
    if (weight * one.cost < k_least_share * workload_cost) return std::nullopt;
    const double row_bytes = k_row_overhead_bytes + std::ceil(kept.width / 8) * 8;
    const double pages = std::max(1.0, std::ceil(one.rows * row_bytes / k_page_bytes));
    one.bytes = pages * k_page_bytes;
    one.read_cost = pages * k_page_cost + one.rows * k_row_cost;
    one.gain = weight * (one.cost - one.read_cost) - one.cost;
    if (one.gain < k_least_share * workload_cost) return std::nullopt;
    return one;
  }

  bool is_lasting(const std::string& sql) {
    const auto names = sql::called_names(sql);
    return std::ranges::none_of(names, [&](const std::string& name) {
      return std::ranges::count(k_of_the_moment, name) > 0 || m_plans.is_volatile(name);
    });
  }

  // Nothing if the statement cannot be kept as it is.
  std::optional<Recommendation> as_advice(const Aggregate& one, double workload_cost) {
    const WorkloadQuery& query = prepared(one.query).query;
    const auto parts = sql::cut_for_view(query.sql);
    if (!parts || !prepared(one.query).values.empty() || !is_lasting(query.sql))
      return std::nullopt;
    const std::string plain = "aggregate_" + query.query_hash.substr(0, 8);
    const std::string name = sql::quote_qualified(schema(), plain);
    if (!can_be_read(*parts)) return std::nullopt;
    Recommendation advice;
    advice.kind = RecommendationKind::create_materialized_view;
    advice.id = env::stable_hash_hex("create_materialized_view " + parts->body);
    advice.table = prepared(one.query).accesses.front().table->sql_name;
    advice.name = plain;
    advice.method.clear();
    advice.ddl = fmt::format("create materialized view {} as {}", name, parts->body);
    advice.undo_ddl = "drop materialized view " + name;
    advice.size_bytes = static_cast<std::int64_t>(one.bytes);
    advice.cost_before = workload_cost;
    advice.cost_after = workload_cost - m_problem.weight(one.query) * (one.cost - one.read_cost);
    advice.benefit = 1 - advice.cost_after / advice.cost_before;
    advice.refresh_cost = one.cost;
    advice.confidence = k_confidence;
    advice.verified = false;
    advice.reason = reason(one, workload_cost);
    QueryCost cost{query.query_hash, one.cost, one.read_cost};
    cost.rewritten =
        fmt::format("select * from {}{}{}", name, parts->tail.empty() ? "" : " ", parts->tail);
    advice.queries.push_back(std::move(cost));
    return advice;
  }

  // The server has the last word: on names that the tail means, and columns that share one.
  bool can_be_read(const sql::ViewParts& parts) {
    const auto columns = m_plans.output_columns(
        fmt::format("select * from ({}\n) as kept {}", parts.body, parts.tail));
    return !columns.empty() && std::set(columns.begin(), columns.end()).size() == columns.size();
  }

  std::string reason(const Aggregate& one, double workload_cost) const {
    const double weight = m_problem.weight(one.query);
    return fmt::format(
        "{} makes up {:.0f} % of the cost for {} rows; kept, it costs {:.0f} instead of {:.0f} to "
        "read, and {:.0f} to refresh: it pays if refreshed less than {} times while the workload "
        "runs once. Only for readers that need not see the latest rows",
        prepared(one.query).query.query_hash, weight * one.cost / workload_cost * 100,
        format_count(static_cast<std::int64_t>(one.rows)), one.read_cost, one.cost, one.cost,
        format_count(static_cast<std::int64_t>(weight * (one.cost - one.read_cost) / one.cost)));
  }

  std::string schema() const {
    return m_catalog.search_path.empty() ? "public" : m_catalog.search_path.front();
  }

  const Catalog& m_catalog;
  const PreparedWorkload& m_workload;
  const SelectionProblem& m_problem;
  PlanView& m_plans;
  std::vector<IndexDefinition> m_advised;
};

}  // namespace

std::vector<Recommendation> advise_views(const Catalog& catalog, const PreparedWorkload& workload,
                                         const SelectionProblem& problem, const IndexSet& chosen,
                                         double workload_cost, PlanView& plans) {
  return ViewAdviser(catalog, workload, problem, chosen, plans).advise(workload_cost);
}

}  // namespace selfopt::advisor
