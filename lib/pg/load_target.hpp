#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/wire.hpp"

/// What the loader says to the server about the table it fills. All of it runs on the connection
/// that copies, since it is one transaction.
namespace selfopt::pg {

/// A column of a table that exists.
struct TargetColumn {
  std::string name;
  std::string type_name;      ///< pg_type.typname, for example "int4"; "" if not PostgreSQL's own
  std::string sql_type;       ///< for people, for example "numeric(10,2)"
  bool has_modifier = false;  ///< the type is limited, as in numeric(10,2)
  int precision = 0;          ///< of numeric(p,s); 0: any
  int scale = 0;
  int max_characters = 0;     ///< of varchar(n) and char(n); 0: any
  bool fills_itself = false;  ///< has a default, is an identity or generated
  bool is_generated = false;
  bool not_null = false;
};

struct TargetTable {
  char kind = 'r';          ///< pg_class.relkind
  bool hides_rows = false;  ///< row-level security applies to this user
  std::vector<TargetColumn> columns;
};

/// A column of a table to be made.
struct NewColumn {
  std::string name;
  std::string sql_type;  ///< also what stands behind it: a default, constraints
};

/// Which table, by its plain names.
struct TargetName {
  std::string schema;
  std::string table;
};

/// Statements no longer time out on this connection: a COPY takes as long as it takes. The server
/// watches whether we are still there (PostgreSQL 14 and later).
void allow_long_statements(Wire& wire);
/// \throws Error{refused} if the server is a standby, or the session may only read
void check_writable(Wire& wire);
/// From now on a statement waits five seconds at most for a lock that others hold.
void limit_lock_waits(Wire& wire);
void begin_transaction(Wire& wire);
void commit_transaction(Wire& wire);
/// Takes everything since begin_transaction back; does nothing without a transaction.
void roll_back(Wire& wire) noexcept;

/// \returns the table, or nothing if there is no relation of that name
std::optional<TargetTable> read_target(Wire& wire, const TargetName& name);
/// Makes the schema if it is missing. \returns whether it was missing
/// \throws Error{refused} without the privilege
bool ensure_target_schema(Wire& wire, const std::string& schema);
/// Keeps other loads from making a table of that name until the transaction ends. If one does just
/// that, its end is waited for, so that the table may be there afterwards.
/// \throws Error{busy} if that takes longer than five seconds
void reserve_target(Wire& wire, const TargetName& name);
/// \param constraints  of the table, as in SQL
/// \param key          columns of the primary key; empty: none
/// \param partition_by column by whose ranges the table is divided; "": it is not
void create_target(Wire& wire, const TargetName& name, const std::vector<NewColumn>& columns,
                   const std::vector<std::string>& constraints, const std::vector<std::string>& key,
                   const std::string& partition_by);
void comment_on_target(Wire& wire, const TargetName& name, const std::string& comment);
void comment_on_column(Wire& wire, const TargetName& name, const std::string& column,
                       const std::string& comment);

/// A part of a table that is divided by ranges.
struct RangePartition {
  std::string table;  ///< in the schema of the whole
  std::string from;   ///< SQL literal's text, with it
  std::string to;     ///< without it
};
/// Makes those partitions that are missing, and \p rest for all other rows.
void create_partitions(Wire& wire, const TargetName& name,
                       const std::vector<RangePartition>& partitions, const std::string& rest);
/// A column that is added, or whose type becomes another.
struct ColumnChange {
  NewColumn column;
  bool is_new = false;
};
/// \param is_empty whether the table has just been emptied, so that no value has to be converted
/// \throws Error{refused} if a view or another object needs the column as it is
void alter_target(Wire& wire, const TargetName& name, const std::vector<ColumnChange>& changes,
                  bool is_empty);
/// Empties a table; what inherits from it keeps its rows, unless those are its partitions.
/// \throws Error{busy} if another session keeps the table locked for five seconds; Error{refused}
/// if
///         foreign keys refer to it
void truncate_target(Wire& wire, const TargetName& name, bool has_partitions);
/// Deletes all rows. Others may still read the table, but not change it, until the transaction
/// ends. \throws Error{busy} as above; Error{refused} if that would reach into other tables, or if
///         something about the table keeps rows from being deleted
void delete_all_rows(Wire& wire, const TargetName& name, bool has_partitions);
/// Makes sure that rows can be added. \throws Error{busy} as above
void lock_target(Wire& wire, const TargetName& name);
/// \throws Error{refused} if other objects depend on the table; Error{busy} as above
void drop_target(Wire& wire, const TargetName& name);

/// Begins COPY ... FROM STDIN in binary format.
/// \param freeze rows are stored as visible to everybody; only for a table that this transaction
///        made or emptied. It saves a later VACUUM from writing every page again.
void copy_binary_begin(Wire& wire, const TargetName& name, const std::vector<std::string>& columns,
                       bool freeze);

/// Why the server took back a COPY, as far as its last error tells.
struct CopyRefusal {
  bool is_about_a_row = false;  ///< a row is at fault: a constraint, a trigger, a value, its size
  bool is_constraint = false;   ///< namely a constraint
  std::optional<std::int64_t> row;  ///< which of those sent, from 1, if the server says so
  bool is_sure_of_row = false;      ///< the server looked at that row alone; not a trigger's doing
};
CopyRefusal last_copy_refusal(const Wire& wire, const TargetName& name);

/// Begins a COPY that can be taken back alone, by roll_back_to_savepoint.
/// \param is_first whether nothing of the transaction has to be kept that such a COPY stored before
void copy_binary_begin_behind_savepoint(Wire& wire, const TargetName& name,
                                        const std::vector<std::string>& columns, bool is_first);
void roll_back_to_savepoint(Wire& wire);

/// \returns whether COPY with freeze leaves the visibility map complete, so that there is nothing
///          for a VACUUM to do.
bool freeze_marks_pages(const Wire& wire);
/// Brings statistics up to date, and the visibility map if \p vacuum; outside a transaction.
void analyze_target(Wire& wire, const TargetName& name, bool vacuum);

}  // namespace selfopt::pg
