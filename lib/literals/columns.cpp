#include "literals/columns.hpp"

#include <set>

#include "sql/identifier.hpp"

namespace selfopt::literals {
namespace {

std::string sql_name(const sql::NamedTable& table) {
  return table.schema.empty() ? sql::quote_identifier(table.name)
                              : sql::quote_qualified(table.schema, table.name);
}

}  // namespace

Columns::Columns(pg::Session& session, const std::vector<sql::Parameters>& statements) {
  std::set<std::string> tables;
  std::set<std::string> columns;
  for (const sql::Parameters& statement : statements) {
    for (const sql::NamedTable& table : statement.tables)
      tables.insert(sql_name(table));
    for (const sql::Parameter& parameter : statement.list)
      if (!parameter.column.name.empty()) columns.insert(parameter.column.name);
  }
  if (tables.empty() || columns.empty()) return;
  for (pg::ColumnValues& values : pg::read_column_values(session, {tables.begin(), tables.end()},
                                                         {columns.begin(), columns.end()})) {
    auto key = std::pair(values.table, values.column);
    m_values.emplace(std::move(key), std::move(values));
  }
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
