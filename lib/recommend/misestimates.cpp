#include "recommend/misestimates.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "sql/conjuncts.hpp"
#include "sql/features.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {
namespace {

// Below, plans seldom change. Ten is where the plans of the join order benchmark begin to
// (Leis et al., How Good Are Query Optimizers, Really?, VLDB 2015).
constexpr double k_least_factor = 10;
constexpr double k_least_rows = 100;
// PostgreSQL takes at most eight; a combination of many is rare and its statistics large.
constexpr std::size_t k_most_columns = 4;

// EXPLAIN without VERBOSE leaves the schema out: then the first along the search path, else any.
const Table* table_named(const Catalog& catalog, const std::string& name) {
  for (const std::string& schema : catalog.search_path)
    for (const Table& table : catalog.tables)
      if (table.schema == schema && table.name == name) return &table;
  const auto found = std::ranges::find_if(catalog.tables, [&](const Table& table) {
    return table.name == name || table.schema + "." + table.name == name;
  });
  return found == catalog.tables.end() ? nullptr : &*found;
}

bool is_far_off(const PlanNode& node) {
  if (!node.actual_rows) return false;
  const double expected = std::max(node.rows, 1.0);
  const double actual = std::max(*node.actual_rows, 1.0);
  return std::max(expected, actual) >= k_least_rows &&
         std::max(expected / actual, actual / expected) >= k_least_factor;
}

bool has_column(const Table& table, const std::string& name) {
  return std::ranges::count(table.columns, name, &Column::name) > 0;
}

class Finder {
 public:
  Finder(const Plan& plan, const Catalog& catalog) : m_catalog(catalog) {
    note_aliases(plan.root);
    visit(plan.root);
  }

  std::vector<Misestimate> take() { return std::move(m_found); }

 private:
  void note_aliases(const PlanNode& node) {
    if (!node.relation.empty()) m_tables.emplace(node.alias, table_named(m_catalog, node.relation));
    for (const PlanNode& child : node.children)
      note_aliases(child);
  }

  void visit(const PlanNode& node) {
    if (is_far_off(node)) {
      if (!node.relation.empty()) add_scan(node);
      if (node.group_keys.size() > 1) add_groups(node);
    }
    for (const PlanNode& child : node.children)
      visit(child);
  }

  void add_scan(const PlanNode& node) {
    Misestimate found;
    found.table = m_tables[node.alias];
    if (found.table == nullptr) return;
    found.alias = node.alias;
    found.equalities = true;
    for (const std::string* text : {&node.condition, &node.filter})
      if (!text->empty())
        for (std::string& part : sql::conjuncts(*text))
          if (!add_condition(found, std::move(part))) return;
    add(std::move(found), node);
  }

  // What else the rows are chosen by makes the comparison say nothing about these columns.
  static bool add_condition(Misestimate& found, std::string condition) {
    const Features features = sql::read_features(
        "select from t as " + sql::quote_identifier(found.alias) + " where " + condition);
    if (features.error || features.columns.empty()) return false;
    for (const ColumnUse& use : features.columns) {
      const bool equality = use.role == ColumnRole::equality || use.role == ColumnRole::in;
      const bool plain = use.expression.empty() && !use.under_or &&
                         use.operand != Operand::parameter && has_column(*found.table, use.column);
      if (!plain || !(equality || use.role == ColumnRole::range)) return false;
      found.equalities = found.equalities && equality;
      found.columns.push_back(sql::quote_identifier(use.column));
    }
    found.conditions.push_back(std::move(condition));
    return true;
  }

  // Fewer groups than the product of their columns' values: the columns go together. Of what
  // parallel workers group only the sum is one of groups.
  void add_groups(const PlanNode& node) {
    if (node.loops.value_or(1) > 1 || *node.actual_rows > node.rows) return;
    Misestimate found;
    found.grouped = true;
    for (const std::string& key : node.group_keys) {
      const auto features = sql::read_features("select " + key);
      if (features.columns.size() != 1 || !features.columns[0].expression.empty()) return;
      const auto& use = features.columns[0];
      const auto dot = key.find('.');
      const std::string alias = dot == std::string::npos ? "" : unquoted(key.substr(0, dot));
      const Table* table = table_of(alias);
      if (table == nullptr || (found.table != nullptr && found.table != table) ||
          !has_column(*table, use.column))
        return;
      found.table = table;
      found.columns.push_back(sql::quote_identifier(use.column));
    }
    add(std::move(found), node);
  }

  static std::string unquoted(const std::string& name) {
    return name.starts_with('"') && name.size() > 2 ? name.substr(1, name.size() - 2) : name;
  }

  // Plans of one table leave the alias out.
  const Table* table_of(const std::string& alias) const {
    if (alias.empty()) return m_tables.size() == 1 ? m_tables.begin()->second : nullptr;
    const auto found = m_tables.find(alias);
    return found == m_tables.end() ? nullptr : found->second;
  }

  void add(Misestimate found, const PlanNode& node) {
    std::ranges::sort(found.columns);
    found.columns.erase(std::unique(found.columns.begin(), found.columns.end()),
                        found.columns.end());
    if (found.columns.size() < 2 || found.columns.size() > k_most_columns) return;
    found.expected = node.rows;
    found.actual = *node.actual_rows;
    m_found.push_back(std::move(found));
  }

  const Catalog& m_catalog;
  std::map<std::string, const Table*> m_tables;  // by alias; null if it is none of the catalog
  std::vector<Misestimate> m_found;
};

}  // namespace

double Misestimate::factor() const {
  const double more = std::max({expected, actual, 1.0});
  return more / std::max(std::min(expected, actual), 1.0);
}

std::vector<Misestimate> find_misestimates(const Plan& plan, const Catalog& catalog) {
  return Finder(plan, catalog).take();
}

}  // namespace selfopt::advisor
