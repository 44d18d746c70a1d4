#include "recommend/table_write.hpp"

#include <algorithm>

#include "recommend/table_access.hpp"

namespace selfopt::advisor {

std::optional<TableWrite> table_write(const Features& features, const Catalog& catalog) {
  const std::string& type = features.statement_type;
  const bool updates = type == "UPDATE" || type == "MERGE";
  if (!updates && type != "INSERT") return std::nullopt;
  if (features.written < 0) return std::nullopt;
  const Relation& target = features.relations[static_cast<std::size_t>(features.written)];
  TableWrite write{find_relation(catalog, target), type != "UPDATE", {}};
  if (write.table == nullptr) return std::nullopt;
  for (const ColumnUse& use : features.columns) {
    if (use.role != ColumnRole::output || use.relation != features.written) continue;
    const auto column = std::ranges::find(write.table->columns, use.column, &Column::name);
    if (column != write.table->columns.end()) write.changed.push_back(column->sql_name);
  }
  return write;
}

// An expression or a condition may read any column that its text names.
bool must_follow(const IndexDefinition& definition, const TableWrite& write) {
  if (definition.table != write.table->sql_name) return false;
  if (write.every_index) return true;
  return std::ranges::any_of(write.changed, [&](const std::string& column) {
    const auto reads = [&](const std::string& text) {
      return text == column ||
             (text.find('(') != std::string::npos && text.find(column) != std::string::npos);
    };
    return std::ranges::any_of(definition.keys, [&](const IndexKey& k) { return reads(k.sql); }) ||
           std::ranges::count(definition.include, column) > 0 ||
           (definition.where && definition.where->find(column) != std::string::npos);
  });
}

}  // namespace selfopt::advisor
