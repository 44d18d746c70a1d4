#include "recommend/table_write.hpp"

#include <algorithm>

#include "recommend/table_access.hpp"

namespace selfopt::advisor {

namespace {

// An expression or a condition may read any column that its text names.
template <typename Keys>
bool reads_any(const std::vector<std::string>& columns, const Keys& keys,
               const std::vector<std::string>& include, const std::optional<std::string>& where) {
  return std::ranges::any_of(columns, [&](const std::string& column) {
    const auto reads = [&](const std::string& text) {
      return text == column ||
             (text.find('(') != std::string::npos && text.find(column) != std::string::npos);
    };
    return std::ranges::any_of(keys, reads) || std::ranges::count(include, column) > 0 ||
           (where && where->find(column) != std::string::npos);
  });
}

// Each index that exists gets an entry, and the table keeps the old version until VACUUM comes by,
// which costs no less than another.
void count_spared_entries(TableWrite& write, const Catalog& catalog) {
  double existing = 0;
  for (const Index& index : catalog.indexes) {
    if (index.table != write.table->sql_name) continue;
    if (reads_any(write.changed, index.keys, index.include, index.where)) {
      write.every_index = true;
      write.spared_entries = 0;
      return;
    }
    ++existing;
  }
  write.spared_entries = (existing + 1) * write.table->hot_share;
}

std::vector<std::string> related_tables(const Table& table, const Catalog& catalog) {
  std::vector<std::string> names;
  for (const Table* part : leaf_partitions(catalog, table))
    names.push_back(part->sql_name);
  for (const Table& other : catalog.tables)
    for (const Table* part : leaf_partitions(catalog, other))
      if (part == &table) names.push_back(other.sql_name);
  return names;
}

}  // namespace

std::optional<TableWrite> table_write(const Features& features, const Catalog& catalog) {
  const std::string& type = features.statement_type;
  const bool updates = type == "UPDATE" || type == "MERGE";
  if (!updates && type != "INSERT") return std::nullopt;
  if (features.written < 0) return std::nullopt;
  const Relation& target = features.relations[static_cast<std::size_t>(features.written)];
  TableWrite write;
  write.table = find_relation(catalog, target);
  write.every_index = type != "UPDATE";
  if (write.table == nullptr) return std::nullopt;
  write.related_tables = related_tables(*write.table, catalog);
  for (const ColumnUse& use : features.columns) {
    if (use.role != ColumnRole::output || use.relation != features.written) continue;
    const auto column = std::ranges::find(write.table->columns, use.column, &Column::name);
    if (column != write.table->columns.end()) write.changed.push_back(column->sql_name);
  }
  if (type == "UPDATE") count_spared_entries(write, catalog);
  return write;
}

bool must_follow(const IndexDefinition& definition, const TableWrite& write) {
  if (definition.table != write.table->sql_name &&
      std::ranges::count(write.related_tables, definition.table) == 0)
    return false;
  if (write.every_index) return true;
  std::vector<std::string> keys;
  for (const IndexKey& key : definition.keys)
    keys.push_back(key.sql);
  return reads_any(write.changed, keys, definition.include, definition.where);
}

}  // namespace selfopt::advisor
