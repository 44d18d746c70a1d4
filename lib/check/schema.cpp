#include "check/schema.hpp"

#include <algorithm>

#include <selfopt/log.hpp>

#include "pg/catalog.hpp"
#include "pg/distribution.hpp"
#include "pg/session.hpp"

namespace selfopt::checking {
namespace {

bool is_relation(const Table& table, const std::string& relation) {
  return relation.size() == table.schema.size() + table.name.size() + 1 &&
         relation.starts_with(table.schema + ".") && relation.ends_with(table.name);
}

}  // namespace

bool Schema::has_rows() const {
  return std::ranges::any_of(tables,
                             [](const auto& table) { return table.second.state.blocks > 0; });
}

std::int64_t Schema::blocks_of(const std::string& relation) const {
  const auto found = tables.find(relation);
  return found == tables.end() ? 0 : found->second.state.blocks;
}

const Table* Schema::table_of(const std::string& relation) const {
  const auto found = std::ranges::find_if(
      catalog.tables, [&](const Table& table) { return is_relation(table, relation); });
  return found == catalog.tables.end() ? nullptr : &*found;
}

std::vector<const Index*> Schema::indexes_of(const std::string& relation) const {
  std::vector<const Index*> indexes;
  const Table* table = table_of(relation);
  if (table == nullptr) return indexes;
  for (const Index& index : catalog.indexes)
    if (index.table == table->sql_name) indexes.push_back(&index);
  return indexes;
}

Schema read_schema(const Database& database) {
  pg::Session session(database);
  Schema schema;
  schema.catalog = pg::read_catalog(session);
  for (const pg::UnseenNode& node : pg::see_nodes(schema.catalog, database))
    log::warning("node {} was not asked for its figures: {}", node.name, node.reason);
  schema.tables = pg::read_table_facts(session);
  schema.unindexed_foreign_keys = pg::read_unindexed_foreign_keys(session);
  schema.settings = pg::read_planner_settings(session);
  return schema;
}

std::string short_definition(const std::string& definition) {
  constexpr std::string_view k_using = " USING ";
  const std::size_t at = definition.find(k_using);
  return at == std::string::npos ? definition : definition.substr(at + k_using.size());
}

}  // namespace selfopt::checking
