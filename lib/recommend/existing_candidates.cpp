#include "recommend/existing_candidates.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "recommend/drops.hpp"
#include "sql/identifier.hpp"

namespace selfopt::advisor {

using whatif::CostOracle;
using whatif::ExistingIndex;
using whatif::IndexSet;

namespace {

constexpr double k_whole_workload = 0.6;
constexpr double k_part_of_workload = 0.4;

IndexDefinition definition_of(const Index& index) {
  IndexDefinition definition;
  definition.table = index.table;
  for (const std::string& key : index.keys)
    definition.keys.push_back({key});
  definition.include = index.include;
  std::ranges::sort(definition.include);
  definition.where = index.where;
  definition.method = index.method;
  return definition;
}

// What its definition does not say is not to be lost: an order, an operator class, a collation.
bool is_plain(const Index& index) {
  const std::string& text = index.definition;
  const bool has_expression = std::ranges::any_of(
      index.keys, [](const std::string& key) { return key.find('(') != std::string::npos; });
  return index.method == "btree" && !has_expression && text.find(" DESC") == std::string::npos &&
         text.find("_ops") == std::string::npos && text.find(" NULLS ") == std::string::npos &&
         text.find(" COLLATE ") == std::string::npos;
}

bool is_tradable(const Index& index) {
  return index.valid && !index.being_built && index.needed_for.empty() &&
         !index.serves_foreign_key && is_plain(index);
}

const Index& index_of(const Catalog& catalog, const IndexDefinition& definition) {
  return *std::ranges::find_if(catalog.indexes, [&](const Index& index) {
    return is_tradable(index) && definition_of(index) == definition;
  });
}

class Trades {
 public:
  Trades(const Catalog& catalog, const PreparedWorkload& workload, SelectionProblem& problem,
         const IndexSet& chosen)
      : m_catalog(catalog), m_workload(workload), m_problem(problem), m_chosen(chosen) {}

  std::vector<Recommendation> drops() {
    std::vector<Recommendation> drops;
    for (const int index : m_problem.oracle().existing())
      if (!is_kept(index)) drops.push_back(drop(index));
    return drops;
  }

 private:
  bool is_kept(int index) {
    CostOracle& oracle = m_problem.oracle();
    if (oracle.can_hide()) return m_chosen.contains(index);
    for (int query = 0; query < oracle.query_count(); ++query)
      if (oracle.rests_on(query, m_chosen).contains(index)) return true;
    return false;
  }

  Recommendation drop(int number) {
    const Index& index = index_of(m_catalog, m_problem.oracle().definition(number));
    const double without = workload_cost(m_chosen);
    const double with = workload_cost(m_chosen.with(number));
    Recommendation advice =
        drop_advice(index, reason(index, number, with, without),
                    m_workload.unsupported.empty() ? k_whole_workload : k_part_of_workload);
    advice.cost_before = with;
    advice.cost_after = without;
    advice.benefit = with > 0 ? 1 - without / with : 0;
    return advice;
  }

  std::string reason(const Index& index, int number, double with, double without) {
    constexpr double k_noticeable = 1e-4;
    const std::string used = fmt::format("{} it now", uses(number));
    if (without <= with * (1 + k_noticeable))
      return used + "; with the advised indexes none does, and none is dearer without it";
    return fmt::format(
        "{}; it would save {:.2f} %, but its {} and upkeep are better spent on the "
        "advised ones",
        used, (without / with - 1) * 100, format_bytes(index.size_bytes));
  }

  std::string uses(int number) {
    CostOracle& oracle = m_problem.oracle();
    std::int64_t statements = 0;
    for (int query = 0; query < oracle.query_count(); ++query) {
      const auto planned = oracle.cost(query, oracle.now());
      if (planned.used.contains(number) || planned.fixed.contains(number)) ++statements;
    }
    return counted(statements, "statement uses", "statements use");
  }

  double workload_cost(const IndexSet& set) {
    const Evaluated evaluated = m_problem.evaluate(set);
    return evaluated.total - evaluated.upkeep;
  }

  const Catalog& m_catalog;
  const PreparedWorkload& m_workload;
  SelectionProblem& m_problem;
  const IndexSet& m_chosen;
};

}  // namespace

std::vector<ExistingIndex> tradable_indexes(const Catalog& catalog,
                                            const RecommendOptions& options) {
  std::set<std::string> dropping;
  for (const Recommendation& drop : advise_drops(catalog, options).drops)
    dropping.insert(drop.table);
  std::vector<ExistingIndex> tradable;
  for (const Index& index : catalog.indexes)
    if (is_tradable(index) && !dropping.contains(index.table))
      tradable.push_back({definition_of(index), sql::quote_qualified(index.schema, index.name),
                          index.name, index.size_bytes});
  return tradable;
}

Catalog without_candidates(const Catalog& catalog, const CostOracle& oracle) {
  Catalog rest = catalog;
  for (const int index : oracle.now())
    std::erase_if(rest.indexes, [&](const Index& one) {
      return is_tradable(one) && definition_of(one) == oracle.definition(index);
    });
  return rest;
}

std::vector<std::string> given_up(const CostOracle& oracle, const IndexSet& chosen) {
  std::vector<std::string> names;
  for (const int index : oracle.now().difference(chosen))
    names.push_back(oracle.sql_name(index));
  return names;
}

void add_traded(Recommendations& advice, const Catalog& catalog, const PreparedWorkload& workload,
                SelectionProblem& problem, const IndexSet& chosen) {
  for (Recommendation& drop : Trades(catalog, workload, problem, chosen).drops())
    advice.recommendations.push_back(std::move(drop));
}

}  // namespace selfopt::advisor
