#include "prediction/feature_vector.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace selfopt::prediction {
namespace {

constexpr const char* k_count = "count";
constexpr const char* k_cost = "log(1 + planner units)";
constexpr const char* k_rows = "log(1 + rows)";
constexpr const char* k_bytes = "log(1 + bytes)";
constexpr const char* k_pages = "log(1 + pages)";
constexpr std::size_t k_text_features = 24;

// Receives each number with its name. Both lists are made by the same functions, so they fit.
class Numbers {
 public:
  Numbers(std::vector<float>* values, std::vector<FeatureName>* names)
      : m_values(values), m_names(names) {}

  void add(const char* name, const char* unit, double value) {
    add(std::string_view(name), {}, unit, value);
  }
  void add_log(const char* name, const char* unit, double value) {
    add(name, unit, std::log1p(std::max(0.0, value)));
  }
  void add_log(std::string_view name, std::string_view suffix, const char* unit, double value) {
    add(name, suffix, unit, std::log1p(std::max(0.0, value)));
  }

 private:
  void add(std::string_view name, std::string_view suffix, const char* unit, double value) {
    if (m_values != nullptr)
      m_values->push_back(std::isfinite(value) ? static_cast<float>(value) : 0.0F);
    if (m_names != nullptr) m_names->push_back({std::string(name).append(suffix), unit});
  }
  std::vector<float>* m_values;
  std::vector<FeatureName>* m_names;
};

void add_text(Numbers& out, const Features& features) {
  const auto uses = [&](ColumnRole role) {
    return static_cast<double>(std::ranges::count(features.columns, role, &ColumnUse::role));
  };
  const auto under_or = std::ranges::count(features.columns, true, &ColumnUse::under_or);
  out.add("joins", k_count, features.joins);
  out.add("filters", k_count, features.filters);
  out.add("aggregations", k_count, features.aggregations);
  out.add("complexity_score", "score", features.complexity_score());
  out.add("tables", k_count, static_cast<double>(features.tables.size()));
  out.add("subqueries", k_count, features.subqueries);
  out.add("ctes", k_count, features.ctes);
  out.add("set_operations", k_count, features.set_operations);
  out.add("window_functions", k_count, features.window_functions);
  out.add("group_by", k_count, features.group_by);
  out.add("order_by", k_count, features.order_by);
  out.add("distinct", "0 or 1", features.distinct ? 1 : 0);
  out.add("limit", "0 or 1", features.limit ? 1 : 0);
  out.add("equality_columns", k_count, uses(ColumnRole::equality));
  out.add("range_columns", k_count, uses(ColumnRole::range));
  out.add("in_columns", k_count, uses(ColumnRole::in));
  out.add("like_columns", k_count, uses(ColumnRole::like));
  out.add("null_columns", k_count, uses(ColumnRole::null));
  out.add("join_columns", k_count, uses(ColumnRole::join));
  out.add("other_columns", k_count, uses(ColumnRole::other));
  out.add("output_columns", k_count, uses(ColumnRole::output));
  out.add("or_columns", k_count, static_cast<double>(under_or));
  out.add("is_select", "0 or 1", features.statement_type == "SELECT" ? 1 : 0);
  out.add("relations", k_count, static_cast<double>(features.relations.size()));
}

void add_plan(Numbers& out, const Plan& plan) {
  const PlanWork work = work_of(plan);
  out.add_log("total_cost", k_cost, work.total_cost);
  for (std::size_t i = 0; i < k_work_kinds; ++i) {
    const std::string_view kind = to_string(static_cast<Work>(i));
    out.add_log(kind, ".cost", k_cost, work.kinds[i].cost);
    out.add_log(kind, ".rows", k_rows, work.kinds[i].rows);
  }
  out.add_log("startup_cost", k_cost, work.startup_cost);
  out.add_log("result_rows", k_rows, work.rows);
  out.add_log("result_width", k_bytes, work.width);
  out.add("plan_nodes", k_count, work.nodes);
  out.add("plan_depth", k_count, work.depth);
  out.add_log("repeats", "log(1 + times)", work.repeats);
  out.add_log("repeated_cost", k_cost, work.repeated_cost);
  out.add_log("subplan_cost", k_cost, work.subplan_cost);
  out.add_log("doubtful_cost", k_cost, work.doubtful_cost);
  out.add_log("parallel_cost", k_cost, work.parallel_cost);
  out.add("workers", k_count, work.workers);
  out.add_log("sorted_bytes", k_bytes, work.sorted_bytes);
  out.add_log("hashed_bytes", k_bytes, work.hashed_bytes);
  out.add("scanned_tables", k_count, work.scanned_tables);
  out.add_log("largest_scan", k_rows, work.largest_scan);
}

void add_tables(Numbers& out, const Plan& plan, const Catalog& catalog) {
  std::multiset<std::string> scanned;
  for (const std::string& relation : read_relations(plan.root))
    scanned.insert(relation.substr(relation.rfind('.') + 1));
  double rows = 0;
  double pages = 0;
  double largest_rows = 0;
  double largest_pages = 0;
  for (const Table& table : catalog.tables) {
    const auto scans = static_cast<double>(scanned.count(table.name));
    if (scans == 0) continue;
    rows += scans * std::max(0.0, table.rows);
    pages += scans * static_cast<double>(table.pages);
    largest_rows = std::max(largest_rows, table.rows);
    largest_pages = std::max(largest_pages, static_cast<double>(table.pages));
  }
  out.add_log("table_rows", k_rows, rows);
  out.add_log("table_pages", k_pages, pages);
  out.add_log("largest_table_rows", k_rows, largest_rows);
  out.add_log("largest_table_pages", k_pages, largest_pages);
}

void add_all(Numbers& out, Knowledge knowledge, const Features& features, const Plan& plan,
             const Catalog& catalog) {
  add_text(out, features);
  if (knowledge == Knowledge::text) return;
  add_plan(out, plan);
  if (knowledge == Knowledge::database) add_tables(out, plan, catalog);
}

}  // namespace

const std::vector<FeatureName>& feature_names(Knowledge knowledge) {
  const auto make = [](Knowledge known) {
    std::vector<FeatureName> names;
    Numbers out(nullptr, &names);
    add_all(out, known, {}, {}, {});
    return names;
  };
  static const std::vector<FeatureName> text = make(Knowledge::text);
  static const std::vector<FeatureName> plan = make(Knowledge::plan);
  static const std::vector<FeatureName> database = make(Knowledge::database);
  return knowledge == Knowledge::text ? text : knowledge == Knowledge::plan ? plan : database;
}

std::vector<float> feature_vector(Knowledge knowledge, const Features& features, const Plan* plan,
                                  const Catalog* catalog) {
  static const Plan no_plan;
  static const Catalog no_catalog;
  std::vector<float> values;
  values.reserve(feature_names(knowledge).size());
  Numbers out(&values, nullptr);
  add_all(out, knowledge, features, plan == nullptr ? no_plan : *plan,
          catalog == nullptr ? no_catalog : *catalog);
  return values;
}

std::size_t place_of_total_cost() {
  return k_text_features;
}

std::size_t place_of_cost(Work kind) {
  return k_text_features + 1 + 2 * static_cast<std::size_t>(kind);
}

std::size_t place_of_rows(Work kind) {
  return place_of_cost(kind) + 1;
}

}  // namespace selfopt::prediction
