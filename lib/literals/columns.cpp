#include "literals/columns.hpp"

#include <set>

#include "pg/shard_values.hpp"
#include "sql/identifier.hpp"

namespace selfopt::literals {
namespace {

std::string sql_name(const sql::NamedTable& table) {
  return table.schema.empty() ? sql::quote_identifier(table.name)
                              : sql::quote_qualified(table.schema, table.name);
}

}  // namespace

Columns::Columns(pg::Session& session, const Database& database,
                 const std::vector<sql::Parameters>& statements) {
  std::set<std::string> tables;
  std::set<std::string> columns;
  for (const sql::Parameters& statement : statements) {
    for (const sql::NamedTable& table : statement.tables)
      tables.insert(sql_name(table));
    for (const sql::Parameter& parameter : statement.list)
      if (!parameter.column.name.empty()) columns.insert(parameter.column.name);
  }
  if (tables.empty() || columns.empty()) return;
  const std::vector<std::string> table_names(tables.begin(), tables.end());
  const std::vector<std::string> column_names(columns.begin(), columns.end());
  // Those of shards first: where there are any, the coordinator knows none.
  for (auto& values : pg::read_shard_values(session, database, table_names, column_names))
    add(std::move(values));
  for (auto& values : pg::read_column_values(session, table_names, column_names))
    add(std::move(values));
}

void Columns::add(pg::ColumnValues values) {
  auto key = std::pair(values.table, values.column);
  m_values.emplace(std::move(key), std::move(values));
}

// A qualifier may also name a sub-select, which as a rule passes on a table's column of that name.
const pg::ColumnValues* Columns::find(const sql::Parameters& statement,
                                      const sql::WrittenColumn& column) const {
  if (column.name.empty()) return nullptr;
  for (const bool by_qualifier : {true, false})
    for (const sql::NamedTable& table : statement.tables) {
      if (by_qualifier && !column.qualifier.empty() && table.alias != column.qualifier) continue;
      const auto found = m_values.find({sql_name(table), column.name});
      if (found != m_values.end()) return &found->second;
    }
  return nullptr;
}

}  // namespace selfopt::literals
