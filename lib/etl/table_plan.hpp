#pragma once

#include <string>
#include <vector>

#include <selfopt/etl.hpp>

#include "etl/byte_source.hpp"
#include "etl/csv_dialect.hpp"
#include "etl/missing_words.hpp"
#include "etl/type_lattice.hpp"
#include "pg/load_target.hpp"
#include "sql/table_definition.hpp"

namespace selfopt::etl {

/// A column of the table to be filled.
struct PlannedColumn {
  PlannedColumn(std::string column_name, DateFormats wanted_dates)
      : name(std::move(column_name)), evidence(wanted_dates) {}

  /// Takes a type that was not inferred, to be read in the order of dates that the file has.
  /// \throws Error{input} if that order is not known
  void take_type(ColumnType wanted);

  std::string name;
  ColumnType type;
  ColumnEvidence evidence;
  bool is_fixed = false;     ///< a value that does not fit rejects its row
  bool of_existing = false;  ///< the type is that of the table's column, not the narrowest
  bool is_left_out = false;  ///< the table has no such column: the file's values are passed over
  bool outgrown = false;     ///< a value has shown that the table's own type does not hold it
  bool nullable = false;     ///< a NULL was seen
  std::optional<pg::TargetColumn> defined;  ///< what the schema file says of it
  bool not_null = false;                    ///< a NULL rejects its row
  std::string cast_to;  ///< a type that only the server can read, from text; else ""
  WordEvidence words;
  MissingWords null_words = 0;  ///< unquoted words that are NULLs, if the column is text
  bool watches_words = false;   ///< every value of it is shown to \ref words
};

/// A file of the table.
struct PlannedFile {
  InputFile input;
  CsvDialect dialect;
  std::vector<std::size_t> columns;  ///< for each field of a row: which column of the table
};

/// How a table will be filled.
enum class Action { create, truncate, rebuild, append };

struct TablePlan {
  pg::TargetName name;
  pg::TargetName copy_into;  ///< where the rows go first: the table itself, or a temporary one
  std::optional<sql::TableDefinition> definition = {};  ///< what the schema file says of it
  std::vector<PlannedFile> files;
  std::vector<PlannedColumn> columns;
  Action action = Action::create;
  bool has_partitions = false;
  bool may_freeze = true;
  bool numbers_rows = false;  ///< behind the values of a row goes its number, see pg::k_row_number
  std::vector<pg::ColumnChange> changes;  ///< to the table that exists, before the rows come

  std::string shown_name() const { return name.schema + "." + name.table; }
};

/// Looks at the beginning of each file, and at places all over it, and proposes dialect, columns
/// and types.
/// \throws Error{input} if a file is empty, is not text, or its columns are not those of the first
TablePlan plan_table(const pg::TargetName& name, const std::vector<InputFile>& inputs,
                     const LoadOptions& options);

/// \returns the type as we write it in binary form; nothing if we cannot
std::optional<ColumnType> loadable_type(const pg::TargetColumn& column);

/// Takes the types from the evidence, except those of columns that keep their table's.
void take_types_from_evidence(TablePlan& plan);
/// Takes the types of a table that will be made: from the schema file, else from the evidence.
/// \throws Error{input} as PlannedColumn::take_type
void take_types_for_new_table(TablePlan& plan, const LoadOptions& options);

/// \returns whether the server has to read values of some column from text.
bool has_casts(const TablePlan& plan);

/// Adds what the columns of \p part, a copy of the plan, have seen since.
void join_columns(TablePlan& plan, const TablePlan& part);

/// Has the server read the values of a column that we cannot write in binary form.
/// \param table for messages
/// \throws Error{input} if the type has a limit, to which a cast would cut
void leave_to_server(PlannedColumn& column, const pg::TargetColumn& target,
                     const std::string& table);

/// Decides what happens to the table that exists, and with which types.
/// \param existing absent if there is none
/// \throws Error{refused} if it may not be touched, or differs and the options say so;
///         Error{input} if it can never hold the file's columns
void fit_to_existing(TablePlan& plan, const std::optional<pg::TargetTable>& existing,
                     const LoadOptions& options);

/// Decides from what was seen which words are NULLs in the columns that are text.
/// \returns whether the rows have to be read once more, since that is not what was assumed
bool decide_null_words(TablePlan& plan);
/// Tells the user about it.
void note_null_words(const TablePlan& plan);

/// What CREATE TABLE consists of: the columns of the schema file, then those that it does not
/// describe.
struct NewTable {
  std::vector<pg::NewColumn> columns;
  std::vector<std::string> constraints;  ///< as in SQL
};
NewTable new_table(const TablePlan& plan);

/// \returns CREATE TABLE as it would be run, laid out for people, and comments.
std::string create_table_sql(const TablePlan& plan);

}  // namespace selfopt::etl
