#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/error.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/load.hpp>
#include <selfopt/nouns/workload.hpp>

/// Loading delimited files (CSV, TSV) into PostgreSQL tables.
namespace selfopt {

/// What becomes of a table that exists.
enum class IfExists {
  replace,  ///< emptied and filled in one transaction
  upsert,   ///< as append, but a row whose key the table has replaces the values there
  append,   ///< its types are fixed: a value that does not fit rejects its row
  fail,     ///< Error{refused}
};

/// What happens if a file's columns are not those of the table that exists.
enum class OnDrift {
  fail,    ///< Error{refused} that names the differences
  widen,   ///< columns are added and types made wider; what the file lacks becomes NULL
  ignore,  ///< columns that the table lacks are passed over; values that do not fit reject the row
};

/// How a new table is divided.
enum class Period { day, week, month, quarter, year };
struct PartitionBy {
  Period period = Period::month;
  std::string column;

  /// \param text "month(ordered_at)". \throws Error{usage} if it is not of that form
  static PartitionBy parse(const std::string& text);
};

/// How many rows may be rejected before nothing is loaded.
struct RejectLimit {
  double limit = 0;  ///< rows, or per cent of the rows read
  bool is_percent = false;

  /// \param text "0", "100", "0.5%". \throws Error{usage} if it is neither
  static RejectLimit parse(const std::string& text);
  bool allows(std::int64_t rejected, std::int64_t read) const;
  /// \returns whether so many are too many, however many rows may follow.
  bool is_exceeded_by(std::int64_t rejected) const;
};

/// How to read and load. What is absent is guessed, for each file on its own.
struct LoadOptions {
  std::vector<std::string> inputs;   ///< files, folders, patterns; "-" is standard input
  std::string schema = "bronze";     ///< made if missing
  std::optional<std::string> table;  ///< all inputs into this table; absent: one table a file
  IfExists if_exists = IfExists::replace;
  std::optional<std::string> schema_file;  ///< SQL that describes tables, in place of inference
  std::vector<std::string> key;  ///< columns that tell rows apart: of several rows with the same
                                 ///< key the last is loaded. Needed to upsert; not to append
  std::optional<PartitionBy> partition_by;  ///< of a table that is made
  std::optional<OnDrift> on_drift;  ///< absent: widen to replace; to append, fail for new columns
                                    ///< and reject values that do not fit
  /// For a Citus cluster: the column by which new tables are spread over its nodes, or "auto"; what
  /// is not spread stays on the coordinator. Absent: nothing is spread.
  std::optional<std::string> distribute_by;
  std::vector<std::string> reference;        ///< tables of which every node gets a copy
  std::optional<std::string> colocate_with;  ///< distributed table of the schema, of whose rows
                                             ///< those with the same value are on the same node
  Workload workload;                         ///< what the tables are asked, for "auto"
  bool online = false;  ///< to replace: readers do not wait, but go on with the old rows; slower
  bool skip_loaded = false;  ///< pass over files that the ledger says are in the table already
  RejectLimit max_rejects;
  std::optional<std::string> rejects_file;  ///< CSV of the rejected rows
  std::vector<std::string> sql_files;       ///< run after the loads, all in one transaction
  /// Connections that load at the same time; absent: two, or one where there is one processor. If
  /// there are more than tables, a large file that makes a new table is shared out among them.
  std::optional<int> jobs;
  std::int64_t share_from_bytes = 16 << 20;  ///< what is a large file

  std::optional<std::string> encoding;  ///< as iconv names it
  std::optional<char> delimiter;
  std::optional<char> quote;      ///< '\0': none
  std::optional<char> escape;     ///< before a quote inside quotes; absent: the quote itself
  std::optional<char> comment;    ///< lines that begin with it are passed over; absent: none are
  std::optional<char> thousands;  ///< between groups of three digits: 1,234,567
  char decimal_point = '.';
  std::optional<bool> header;
  std::optional<bool> trailing_delimiter;  ///< whether rows end in a delimiter behind which nothing
                                           ///< stands
  std::vector<std::string> null_tokens;    ///< in place of the empty field, \N and NULL
  std::optional<bool> day_first;           ///< order in dates like 3/4/2024; absent: by evidence
  bool trim = false;                       ///< white space around unquoted values is dropped
};

/// What came of all inputs.
struct LoadResult {
  std::vector<LoadReport> reports;  ///< one a file, in the order of the inputs
  std::vector<Error> failures;      ///< one a table that could not be loaded, or of the SQL files
};

/// Loads the inputs, each table in one transaction: readers see the old rows or the new ones.
///
/// Types are inferred: a sample proposes, every row is verified, and a value that contradicts the
/// proposal widens the column. A table that fails does not keep the others from being loaded.
///
/// The SQL files run after that, and only if all tables were loaded.
///
/// \throws Error{usage} if two inputs would become one table unasked, or "-" has no table name;
///         Error{input} if an input does not exist; Error{database} if there is no server
LoadResult load_files(const Database& database, const LoadOptions& options);

/// What a load would do with one file, found by reading all of it. Needs no database.
struct LoadPreview {
  LoadReport report;         ///< loaded: whether it would be; rows_loaded: those that would be
  std::string dialect;       ///< in words
  std::string create_table;  ///< SQL; empty for the second and later files of one table
};
std::vector<LoadPreview> preview_files(const LoadOptions& options);

/// \returns the report as one JSON object and a line end.
std::string write_load_line(const LoadReport& report);

}  // namespace selfopt
