#pragma once

#include <optional>
#include <string>
#include <vector>

#include "etl/table_plan.hpp"
#include "sql/table_definition.hpp"

/// What a user says of tables in a file of SQL, in place of what would be inferred.
namespace selfopt::etl {

/// \throws Error{input} if the options name a schema file and it cannot be read, or describes none
///         of \p tables
void check_schema_file(const std::vector<std::string>& tables, const LoadOptions& options);

/// \returns what the options' schema file says of a table, or nothing
std::optional<sql::TableDefinition> read_definition(const pg::TargetName& name,
                                                    const LoadOptions& options);

/// Gives the names of the definition to the columns of a file: to those of the same name, in
/// snake_case or as it stands in the header; without a header one after the other.
/// \throws Error{input} if there is no header and another number of columns
void take_defined_names(const sql::TableDefinition& definition, const PlannedFile& file,
                        const std::vector<std::string>& headers, std::vector<std::string>& names);

/// Connects the plan's columns with those of the definition, and tells where they differ.
/// \throws Error{input} if the file lacks a column that may not be NULL, or has one that is
///         generated; Error{refused} if they differ and the options say so
void connect_definition(TablePlan& plan, const LoadOptions& options);

/// Gives defined columns the types that the server made of them.
/// \throws Error{input} for a type that selfopt cannot load
void take_types_from_server(TablePlan& plan, const pg::TargetTable& table);

}  // namespace selfopt::etl
