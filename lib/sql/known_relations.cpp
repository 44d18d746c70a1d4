#include "sql/known_relations.hpp"

#include <algorithm>
#include <utility>

namespace selfopt::sql {
namespace {

// The server looks there first unless the search path says otherwise.
constexpr std::string_view k_system_schema = "pg_catalog";

Outputs outputs_of(const Table& table) {
  Outputs outputs{.columns = {}, .is_table = true};
  for (const Column& column : table.columns)
    outputs.columns.push_back({column.name, OutputColumn::k_computed, column.name});
  return outputs;
}

}  // namespace

KnownRelations::KnownRelations(Catalog catalog) : m_catalog(std::move(catalog)) {
  auto& path = m_catalog.search_path;
  if (std::ranges::find(path, k_system_schema) == path.end())
    path.emplace(path.begin(), k_system_schema);
  for (const Table& table : m_catalog.tables)
    m_schemas[table.schema].emplace(table.name, outputs_of(table));
}

const Outputs* KnownRelations::find(std::string_view schema, std::string_view name) const {
  if (schema.empty()) {
    for (const std::string& in_path : m_catalog.search_path)
      if (const Outputs* found = find(in_path, name)) return found;
    return nullptr;
  }
  const auto relations = m_schemas.find(schema);
  if (relations == m_schemas.end()) return nullptr;
  const auto found = relations->second.find(name);
  return found == relations->second.end() ? nullptr : &found->second;
}

}  // namespace selfopt::sql
