#include "check/filtered_columns.hpp"

#include <algorithm>
#include <cstddef>

#include "check/plan_changes.hpp"

namespace selfopt::checking {

std::string relation_of(const ColumnUse& use, const Sight& sight) {
  if (use.relation < 0) return {};
  const Relation& written = sight.features.relations[static_cast<std::size_t>(use.relation)];
  const auto scans = scans_by_alias(sight.after.plan);
  const auto found = scans.find(written.alias);
  return found == scans.end() ? std::string() : found->second->relation;
}

std::string index_beginning_with(const std::string& name, const std::string& relation,
                                 const Schema& schema) {
  const Table* table = schema.table_of(relation);
  if (table == nullptr) return {};
  const auto column = std::ranges::find(table->columns, name, &Column::name);
  if (column == table->columns.end()) return {};
  for (const Index* index : schema.indexes_of(relation))
    if (index->valid && index->method == "btree" && index->keys.front() == column->sql_name)
      return index->name;
  return {};
}

}  // namespace selfopt::checking
