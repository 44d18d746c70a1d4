#include "etl/schema_file.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/files.hpp"

namespace selfopt::etl {
namespace {

using Definitions = std::vector<sql::TableDefinition>;

Definitions read_all(const std::string& path) {
  auto definitions = sql::read_table_definitions(env::read_whole(path), path);
  if (definitions.empty())
    throw Error(ErrorKind::input, fmt::format("\"{}\" describes no table", path), {},
                "Write CREATE TABLE statements there, also COMMENT ON.");
  return definitions;
}

// The schema only tells tables of one name apart: a dump names the schema the table was in.
const sql::TableDefinition* find_table(const Definitions& definitions, const pg::TargetName& name) {
  const sql::TableDefinition* found = nullptr;
  for (const sql::TableDefinition& definition : definitions)
    if (definition.name == name.table && (found == nullptr || definition.schema == name.schema))
      found = &definition;
  return found;
}

const sql::ColumnDefinition* find_column(const sql::TableDefinition& definition,
                                         const std::string& name) {
  const auto found = std::ranges::find(definition.columns, name, &sql::ColumnDefinition::name);
  return found == definition.columns.end() ? nullptr : &*found;
}

pg::TargetColumn target_column(const sql::ColumnDefinition& column) {
  return {.name = column.name,
          .type_name = column.type_name,
          .sql_type = column.sql_type,
          .precision = column.precision,
          .scale = column.scale,
          .max_characters = column.max_characters,
          .fills_itself = column.fills_itself,
          .is_generated = column.is_generated,
          .not_null = column.not_null};
}

// What happens to what differs; nothing is said of it where it is an error.
std::string consequence(const LoadOptions& options, const char* text) {
  return options.on_drift == OnDrift::fail ? "" : text;
}

// \returns the columns of the file that are not described
std::vector<std::string> connect_columns(TablePlan& plan, const LoadOptions& options) {
  std::vector<std::string> differences;
  for (PlannedColumn& column : plan.columns) {
    const sql::ColumnDefinition* defined = find_column(*plan.definition, column.name);
    if (defined != nullptr && defined->is_generated)
      throw Error(ErrorKind::input,
                  fmt::format("column \"{}\" is generated in \"{}\"; it cannot be loaded",
                              column.name, *options.schema_file),
                  {}, "Leave it out of the file, or describe it without GENERATED.");
    if (defined != nullptr)
      column.defined = target_column(*defined);
    else
      differences.push_back(fmt::format(
          "column \"{}\" of \"{}\" is not in \"{}\"{}", column.name, plan.files.front().input.path,
          *options.schema_file,
          consequence(options, options.on_drift == OnDrift::ignore ? "; it is left out"
                                                                   : "; its type is inferred")));
  }
  return differences;
}

// Adds the columns that are described and not in the file.
void check_missing(const TablePlan& plan, const LoadOptions& options,
                   std::vector<std::string>& differences) {
  const std::string& file = plan.files.front().input.path;
  for (const sql::ColumnDefinition& defined : plan.definition->columns) {
    if (defined.fills_itself ||
        std::ranges::find(plan.columns, defined.name, &PlannedColumn::name) != plan.columns.end())
      continue;
    if (defined.not_null)
      throw Error(ErrorKind::input,
                  fmt::format("column \"{}\" may not be NULL in \"{}\" and is not in \"{}\"",
                              defined.name, *options.schema_file, file),
                  {}, "Give it a default there, or correct its name.");
    differences.push_back(fmt::format("column \"{}\" of \"{}\" is not in \"{}\"{}", defined.name,
                                      *options.schema_file, file,
                                      consequence(options, "; it becomes NULL")));
  }
}

}  // namespace

void check_schema_file(const std::vector<std::string>& tables, const LoadOptions& options) {
  if (!options.schema_file) return;
  std::vector<std::string> known;
  for (const sql::TableDefinition& definition : read_all(*options.schema_file))
    known.push_back(definition.name);
  const bool any = std::ranges::any_of(tables, [&](const std::string& table) {
    return std::ranges::find(known, table) != known.end();
  });
  if (!tables.empty() && !any)
    throw Error(ErrorKind::input,
                fmt::format("\"{}\" does not describe table \"{}\"", *options.schema_file,
                            fmt::join(tables, "\" or \"")),
                fmt::format("It describes \"{}\".", fmt::join(known, "\", \"")),
                "Rename the table there, or load into another with --table.");
}

std::optional<sql::TableDefinition> read_definition(const pg::TargetName& name,
                                                    const LoadOptions& options) {
  if (!options.schema_file) return std::nullopt;
  const Definitions definitions = read_all(*options.schema_file);
  if (const sql::TableDefinition* found = find_table(definitions, name)) return *found;
  log::notice("\"{}\" does not describe table \"{}\"; its columns are inferred",
              *options.schema_file, name.table);
  return std::nullopt;
}

void take_defined_names(const sql::TableDefinition& definition, const PlannedFile& file,
                        const std::vector<std::string>& headers, std::vector<std::string>& names) {
  if (file.dialect.has_header) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (find_column(definition, names[i]) == nullptr &&
          find_column(definition, headers[i]) != nullptr &&
          std::ranges::find(names, headers[i]) == names.end())
        names[i] = headers[i];
    return;
  }
  std::vector<std::string> defined;
  for (const sql::ColumnDefinition& column : definition.columns)
    if (!column.is_generated) defined.push_back(column.name);
  if (defined.size() != names.size())
    throw Error(
        ErrorKind::input,
        fmt::format("\"{}\" has {} columns and no header, table \"{}\" is described with {}",
                    file.input.path, names.size(), definition.name, defined.size()),
        {}, "Describe each column of the file, in its order, or use --header.");
  names = defined;
}

void connect_definition(TablePlan& plan, const LoadOptions& options) {
  if (!plan.definition) return;
  auto differences = connect_columns(plan, options);
  check_missing(plan, options, differences);
  if (!differences.empty() && options.on_drift == OnDrift::fail)
    throw Error(ErrorKind::refused,
                fmt::format("the columns of table \"{}\" differ: {}", plan.name.table,
                            fmt::join(differences, "; ")),
                {}, "Correct the schema file, or use --on-drift widen or ignore.");
  for (const std::string& difference : differences)
    log::notice("{}", difference);
}

void take_types_from_server(TablePlan& plan, const pg::TargetTable& table) {
  for (PlannedColumn& column : plan.columns) {
    if (!column.defined) continue;
    const auto found = std::ranges::find(table.columns, column.name, &pg::TargetColumn::name);
    if (found == table.columns.end()) continue;
    if (const auto type = loadable_type(*found))
      column.take_type(*type);
    else
      leave_to_server(column, *found, plan.shown_name());
  }
}

}  // namespace selfopt::etl
