#pragma once

#include <string>
#include <vector>

#include <selfopt/etl.hpp>

#include "etl/byte_source.hpp"
#include "etl/csv_dialect.hpp"
#include "etl/missing_words.hpp"
#include "etl/type_lattice.hpp"
#include "pg/load_target.hpp"

namespace selfopt::etl {

/// A column of the table to be filled.
struct PlannedColumn {
  PlannedColumn(std::string column_name, DateFormats wanted_dates)
      : name(std::move(column_name)), evidence(wanted_dates) {}
  std::string name;
  ColumnType type;
  ColumnEvidence evidence;
  bool is_fixed = false;     ///< a value that does not fit rejects its row
  bool of_existing = false;  ///< the type is that of the table's column, not the narrowest
  bool is_left_out = false;  ///< the table has no such column: the file's values are passed over
  bool outgrown = false;     ///< a value has shown that the table's own type does not hold it
  bool nullable = false;     ///< a NULL was seen
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
  std::vector<PlannedFile> files;
  std::vector<PlannedColumn> columns;
  Action action = Action::create;
  bool may_freeze = true;
  std::vector<pg::ColumnChange> changes;  ///< to the table that exists, before the rows come

  std::string shown_name() const { return name.schema + "." + name.table; }
};

/// Looks at the beginning of each file, and at places all over it, and proposes dialect, columns
/// and types.
/// \throws Error{input} if a file is empty, is not text, or its columns are not those of the first
TablePlan plan_table(const pg::TargetName& name, const std::vector<InputFile>& inputs,
                     const LoadOptions& options);

/// Takes the types from the evidence, except those of columns that keep their table's.
void take_types_from_evidence(TablePlan& plan);

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

/// \returns CREATE TABLE as it would be run, laid out for people.
std::string create_table_sql(const TablePlan& plan);

}  // namespace selfopt::etl
