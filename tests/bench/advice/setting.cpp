#include "setting.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

#include <selfopt/error.hpp>

#include "pg/catalog.hpp"
#include "pg/session.hpp"
#include "recommend/candidate_pool.hpp"
#include "recommend/candidates.hpp"
#include "recommend/prepared_workload.hpp"

namespace selfopt::bench {

using whatif::CostOracle;
using whatif::IndexSet;

namespace {

constexpr std::chrono::seconds k_plan_timeout{20};

using ColumnsOfTable = std::map<const Table*, std::set<std::string>>;

ColumnsOfTable columns_of(const advisor::PreparedQuery& query) {
  ColumnsOfTable columns;
  for (const advisor::TableAccess& access : query.accesses)
    for (const advisor::KeyAccess& use : access.uses)
      if (use.column->btree_sortable) columns[access.table].insert(use.column->sql_name);
  return columns;
}

// Every order of 1 to `width` of the columns.
std::vector<std::vector<IndexKey>> arrangements(const std::set<std::string>& columns, int width) {
  std::vector<std::vector<IndexKey>> all;
  std::vector<std::vector<IndexKey>> longest{{}};
  for (int length = 1; length <= width; ++length) {
    std::vector<std::vector<IndexKey>> longer;
    for (const auto& keys : longest) {
      for (const std::string& column : columns) {
        const IndexKey key{column, "", false};
        if (std::ranges::count(keys, key) > 0) continue;
        longer.push_back(keys);
        longer.back().push_back(key);
      }
    }
    all.insert(all.end(), longer.begin(), longer.end());
    longest = std::move(longer);
  }
  return all;
}

std::int64_t count_shared(const IndexDefinition& index, const ColumnsOfTable& columns) {
  for (const auto& [table, names] : columns)
    if (table->sql_name == index.table)
      return std::ranges::count_if(
          index.keys, [&names](const IndexKey& key) { return names.contains(key.sql); });
  return 0;
}

}  // namespace

std::optional<int> Setting::find(const std::string& table,
                                 const std::vector<IndexKey>& keys) const {
  const auto found = numbers.find({table, keys, {}, std::nullopt, "btree"});
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t Setting::size(const IndexSet& set) const {
  std::int64_t total = 0;
  for (const int candidate : set)
    total += size(candidate);
  return total;
}

Setting make_setting(const Database& database, const Workload& workload, int width,
                     SizeModel size_model) {
  pg::Session session(database);
  const Catalog catalog = pg::read_catalog(session);
  const auto prepared = advisor::prepare_workload(workload, catalog);
  Setting setting{database, {}, {}, {}, {}, 0, {}};
  for (const UnsupportedQuery& query : prepared.unsupported)
    setting.left_out.push_back(query.query_hash + ": " + query.reason);

  CostOracle oracle(database, k_plan_timeout, 1);
  std::vector<ColumnsOfTable> columns;
  std::set<IndexDefinition> wanted;
  std::set<const Table*> tables;
  for (const advisor::PreparedQuery& query : prepared.queries) {
    if (!oracle.add_query(query.query.sql, query.query.params)) {
      setting.left_out.push_back(query.query.query_hash + ": " + oracle.last_failure());
      continue;
    }
    setting.statements.push_back({query.query.sql, static_cast<double>(query.query.calls), {}, {}});
    columns.push_back(columns_of(query));
    for (const auto& [table, names] : columns.back()) {
      tables.insert(table);
      for (const auto& keys : arrangements(names, width))
        wanted.insert({table->sql_name, keys, {}, std::nullopt, "btree"});
    }
  }
  for (const Table* table : tables)
    setting.tables_bytes += static_cast<double>(table->size_bytes);

  for (const IndexDefinition& index : wanted) {
    if (advisor::exists_already(index, catalog)) continue;
    const auto number = oracle.add_candidate(index);
    if (!number) continue;
    setting.numbers.emplace(index, *number);
    setting.candidates.push_back(index);
    setting.size_bytes.push_back(size_model == SizeModel::hypopg
                                     ? oracle.hypopg_size_bytes(*number)
                                     : advisor::built_size_bytes(catalog, index, 1));
    for (std::size_t i = 0; i < columns.size(); ++i) {
      Statement& statement = setting.statements[i];
      const auto shared = count_shared(index, columns[i]);
      if (shared > 0) statement.relevant = statement.relevant.with(*number);
      if (shared == std::ssize(index.keys)) statement.own = statement.own.with(*number);
    }
  }
  return setting;
}

std::unique_ptr<CostOracle> make_oracle(const Setting& setting, int connections) {
  auto oracle = std::make_unique<CostOracle>(setting.database, k_plan_timeout, connections);
  for (const Statement& statement : setting.statements)
    if (!oracle->add_query(statement.sql, {}))
      throw Error(ErrorKind::database, oracle->last_failure());
  for (const IndexDefinition& index : setting.candidates)
    if (!oracle->add_candidate(index)) throw Error(ErrorKind::database, oracle->last_failure());
  for (std::size_t i = 0; i < setting.statements.size(); ++i)
    for (const int candidate : setting.statements[i].relevant)
      oracle->relate(static_cast<int>(i), candidate);
  return oracle;
}

double judge(const Setting& setting, const std::vector<IndexDefinition>& indexes) {
  CostOracle oracle(setting.database, k_plan_timeout, 1);
  IndexSet all;
  for (const IndexDefinition& index : indexes) {
    const auto number = oracle.add_candidate(index);
    if (!number) throw Error(ErrorKind::database, oracle.last_failure());
    all = all.with(*number);
  }
  double total = 0;
  for (const Statement& statement : setting.statements) {
    const auto query = oracle.add_query(statement.sql, {});
    if (!query) throw Error(ErrorKind::database, oracle.last_failure());
    for (const int candidate : all)
      oracle.relate(*query, candidate);
    total += statement.calls * oracle.fresh(*query, all).cost;
  }
  return total;
}

}  // namespace selfopt::bench
