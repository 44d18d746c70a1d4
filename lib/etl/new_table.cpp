#include <fmt/format.h>
#include <fmt/ranges.h>

#include "etl/names.hpp"
#include "etl/table_plan.hpp"

namespace selfopt::etl {
namespace {

std::string comments_sql(const TablePlan& plan, const std::string& table) {
  const auto literal = [](std::string_view text) {
    std::string quoted = "'";
    for (const char c : text)
      quoted += c == '\'' ? std::string(2, c) : std::string(1, c);
    return quoted + "'";
  };
  std::string sql;
  if (!plan.definition->comment.empty())
    sql += fmt::format("comment on table {} is {};\n", table, literal(plan.definition->comment));
  for (const sql::ColumnDefinition& column : plan.definition->columns)
    if (!column.comment.empty())
      sql += fmt::format("comment on column {}.{} is {};\n", table, quoted_name(column.name),
                         literal(column.comment));
  return sql;
}

}  // namespace

NewTable new_table(const TablePlan& plan) {
  NewTable table;
  if (plan.definition) {
    for (const sql::ColumnDefinition& column : plan.definition->columns)
      table.columns.push_back({column.name, column.clause});
    table.constraints = plan.definition->constraints;
  }
  for (const PlannedColumn& column : plan.columns)
    if (!column.defined && !column.is_left_out)
      table.columns.push_back({column.name, sql_type(column.type)});
  return table;
}

std::string create_table_sql(const TablePlan& plan) {
  const NewTable table = new_table(plan);
  std::vector<std::string> lines;
  for (const pg::NewColumn& column : table.columns)
    lines.push_back(fmt::format("  {} {}", quoted_name(column.name), column.sql_type));
  for (const std::string& constraint : table.constraints)
    lines.push_back("  " + constraint);
  const std::string name = quoted_name(plan.name.schema) + "." + quoted_name(plan.name.table);
  return fmt::format("create table {} (\n{}\n);\n", name, fmt::join(lines, ",\n")) +
         (plan.definition ? comments_sql(plan, name) : "");
}

}  // namespace selfopt::etl
