#include "recommend/table_access.hpp"

#include <algorithm>
#include <map>

namespace selfopt::advisor {
namespace {

const Column* column_of(const Table& table, const std::string& name) {
  const auto found = std::ranges::find(table.columns, name, &Column::name);
  return found == table.columns.end() ? nullptr : &*found;
}

const Table* find_in_schema(const Catalog& catalog, const std::string& schema,
                            const std::string& name) {
  const auto found = std::ranges::find_if(catalog.tables, [&](const Table& table) {
    return table.schema == schema && table.name == name;
  });
  return found == catalog.tables.end() ? nullptr : &*found;
}

class Resolver {
 public:
  Resolver(const Features& features, const Catalog& catalog) : m_features(features) {
    for (const Relation& relation : features.relations)
      m_tables.push_back(find_relation(catalog, relation));
  }

  const Table* table(int relation) const { return m_tables[static_cast<std::size_t>(relation)]; }

  // The relation whose column it is, or -1. An unqualified name belongs to the innermost block that
  // has such a column; two relations there that have it would be an error of the statement.
  int relation_of(const ColumnUse& use) const {
    if (use.relation >= 0) return use.relation;
    for (int block = use.block; block >= 0; block = parent(block)) {
      for (std::size_t i = 0; i < m_tables.size(); ++i)
        if (m_features.relations[i].block == block && m_tables[i] != nullptr &&
            column_of(*m_tables[i], use.column) != nullptr)
          return static_cast<int>(i);
    }
    return -1;
  }

 private:
  int parent(int block) const {
    const auto at = static_cast<std::size_t>(block);
    return at < m_features.block_parents.size() ? m_features.block_parents[at] : -1;
  }

  const Features& m_features;
  std::vector<const Table*> m_tables;  // of each relation; null if it is none of the catalog
};

// An expression can be a key only if its SQL is known and names no parameter.
bool can_be_key(const ColumnUse& use) {
  return use.expression != "?" && use.expression.find('$') == std::string::npos;
}

}  // namespace

const Table* find_relation(const Catalog& catalog, const Relation& relation) {
  if (relation.table.empty()) return nullptr;  // a sub-select, function or CTE
  if (!relation.schema.empty()) return find_in_schema(catalog, relation.schema, relation.name);
  for (const std::string& schema : catalog.search_path)
    if (const Table* table = find_in_schema(catalog, schema, relation.name)) return table;
  return nullptr;
}

std::vector<TableAccess> table_accesses(const Features& features, const Catalog& catalog) {
  const Resolver resolver(features, catalog);
  std::map<int, TableAccess>
      accesses;  // by relation: a table twice in FROM is searched in two ways
  for (const ColumnUse& use : features.columns) {
    const int relation = resolver.relation_of(use);
    const Table* table = relation < 0 ? nullptr : resolver.table(relation);
    const Column* column = table == nullptr ? nullptr : column_of(*table, use.column);
    if (column == nullptr) continue;
    TableAccess& access = accesses[relation];
    access.table = table;
    // What cannot be a key is still read, and may be worth carrying along.
    const ColumnRole role = can_be_key(use) ? use.role : ColumnRole::output;
    const bool bare = use.expression.empty() || !can_be_key(use);
    access.uses.push_back({column, bare ? column->sql_name : "(" + use.expression + ")", role,
                           use.op, use.operand, use.constant, use.under_or, use.descending});
  }
  std::vector<TableAccess> result;
  for (auto& [relation, access] : accesses)
    result.push_back(std::move(access));
  return result;
}

}  // namespace selfopt::advisor
