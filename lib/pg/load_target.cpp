#include "pg/load_target.hpp"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/signals.hpp"

namespace selfopt::pg {
namespace {

std::string quoted(const Wire& wire, const TargetName& name) {
  return wire.quote_name(name.schema) + "." + wire.quote_name(name.table);
}

int to_int(const std::string& text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// What atttypmod says depends on the type; VARHDRSZ (4) is added to it.
void read_modifier(TargetColumn& column, int modifier) {
  column.has_modifier = modifier >= 0;
  if (modifier < 4) return;
  if (column.type_name == "numeric") {
    // Since PostgreSQL 15 a scale may be negative: eleven bits.
    constexpr int k_scale_sign = 1 << 10;
    column.precision = ((modifier - 4) >> 16) & 0xffff;
    column.scale = (((modifier - 4) & (2 * k_scale_sign - 1)) ^ k_scale_sign) - k_scale_sign;
  } else if (column.type_name == "varchar" || column.type_name == "bpchar") {
    column.max_characters = modifier - 4;
  }
}

std::string copy_binary_sql(const Wire& wire, const TargetName& name,
                            const std::vector<std::string>& columns, bool freeze) {
  std::vector<std::string> names;
  for (const std::string& column : columns)
    names.push_back(wire.quote_name(column));
  return fmt::format("copy {} ({}) from stdin (format binary{})", quoted(wire, name),
                     fmt::join(names, ", "), freeze ? ", freeze" : "");
}

// Runs a statement that needs the table for itself.
void execute_alone(Wire& wire, const TargetName& name, const std::string& sql) {
  try {
    wire.execute("set local lock_timeout = '5s'");
    wire.execute(sql);
    wire.execute("set local lock_timeout = 0");
  } catch (const Error& error) {
    if (error.message().find("lock timeout") == std::string::npos) throw;
    throw Error(
        ErrorKind::busy,
        fmt::format("table \"{}.{}\" is in use by another session", name.schema, name.table),
        error.message(), "Try again later; pg_stat_activity shows who uses it.");
  }
}

// The table as the place of its own rows: without what inherits from it.
std::string own_rows(const Wire& wire, const TargetName& name, bool has_partitions) {
  return (has_partitions ? "" : "only ") + quoted(wire, name);
}

Error others_refer_to(const TargetName& name, const Error& error) {
  return {ErrorKind::refused,
          fmt::format("\"{}.{}\" cannot be emptied: a foreign key of another table refers to it",
                      name.schema, name.table),
          error.detail(),
          "Use --if-exists upsert with --key, or drop that foreign key for the time of the load."};
}

}  // namespace

void allow_long_statements(Wire& wire) {
  wire.set_statement_timeout(std::chrono::milliseconds(0));
  wire.execute("set idle_in_transaction_session_timeout = 0");
  // It would count inside a COPY, too: for a foreign key's row, or whatever a trigger waits for.
  wire.execute("set lock_timeout = 0");
  // Without it a server that has much to do goes on long after we were killed, and keeps its locks.
  constexpr int k_first_with_check = 140000;
  if (wire.server_version() < k_first_with_check) return;
  try {
    wire.execute("set client_connection_check_interval = '500ms'");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database || !wire.alive()) throw;
    log::debug("the server will not notice at once if selfopt is killed: {}", error.message());
  }
}

void check_writable(Wire& wire) {
  const WireRows found =
      wire.execute("select pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'");
  if (found.rows.at(0).at(0) == "t")
    throw Error(ErrorKind::refused, "the server is a standby, which takes no changes", {},
                "Name the primary server, for example with target_session_attrs=read-write and "
                "both hosts in the DSN.");
  if (found.rows.at(0).at(1) == "t")
    throw Error(ErrorKind::refused, "the session may only read", {},
                "default_transaction_read_only is on for this user, database or server.");
}

void limit_lock_waits(Wire& wire) {
  wire.execute("set lock_timeout = '5s'");
}

void begin_transaction(Wire& wire) {
  wire.execute("begin");
}

void commit_transaction(Wire& wire) {
  const WireRows done = wire.execute("commit");
  if (done.command_tag != "COMMIT")
    throw Error(ErrorKind::database, "the server took the transaction back instead of keeping it");
}

void roll_back(Wire& wire) noexcept {
  try {
    const env::HoldInterrupts hold;
    wire.copy_abort("taken back");
    if (wire.alive()) wire.execute("rollback");
  } catch (const std::exception&) {
    // Without a connection there is no transaction either: the server has ended it.
  }
}

std::optional<TargetTable> read_target(Wire& wire, const TargetName& name) {
  const WireRows found = wire.execute(
      // A domain travels as its base type does, the label of an enum as text.
      "select c.relkind, a.attname, case when t.typtype = 'e' then 'text'"
      "   when coalesce(b.typnamespace, t.typnamespace) = 'pg_catalog'::regnamespace"
      "   then coalesce(b.typname, t.typname) else '' end,"
      "   case when b.oid is null then a.atttypmod else t.typtypmod end,"
      "   format_type(a.atttypid, a.atttypmod),"
      "   a.atthasdef or a.attidentity <> '', a.attgenerated <> '', a.attnotnull,"
      "   row_security_active(c.oid)"
      " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
      " left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
      " left join pg_type t on t.oid = a.atttypid"
      " left join pg_type b on b.oid = nullif(t.typbasetype, 0) and t.typtype = 'd'"
      " where n.nspname = $1 and c.relname = $2 order by a.attnum",
      {name.schema, name.table});
  if (found.rows.empty()) return std::nullopt;
  TargetTable table;
  table.kind = found.rows.front()[0]->front();
  table.hides_rows = found.rows.front()[8] == "t";
  for (const auto& row : found.rows) {
    if (!row[1]) continue;
    TargetColumn column;
    column.name = *row[1];
    column.type_name = *row[2];
    column.sql_type = *row[4];
    column.fills_itself = *row[5] == "t";
    column.is_generated = *row[6] == "t";
    column.not_null = *row[7] == "t";
    read_modifier(column, to_int(*row[3]));
    table.columns.push_back(column);
  }
  return table;
}

bool ensure_target_schema(Wire& wire, const std::string& schema) {
  const auto is_there = [&] {
    return !wire.execute("select 1 from pg_namespace where nspname = $1", {schema}).rows.empty();
  };
  if (is_there()) return false;
  // Another load that makes it ends sooner or later; then it is there, or may be made.
  wire.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", {"selfopt " + schema});
  if (is_there()) return false;
  wire.execute("create schema if not exists " + wire.quote_name(schema));
  return true;
}

void reserve_target(Wire& wire, const TargetName& name) {
  execute_alone(wire, name,
                "select pg_advisory_xact_lock(hashtextextended(" +
                    wire.quote_literal("selfopt " + quoted(wire, name)) + ", 0))");
}

namespace {

std::string search_path(Wire& wire) {
  return wire.execute("select pg_catalog.current_setting('search_path')")
      .rows.front()
      .front()
      .value_or("");
}

// For the transaction only.
void set_search_path(Wire& wire, const std::string& path) {
  wire.execute("select pg_catalog.set_config('search_path', $1, true)", {path});
}

}  // namespace

void create_target(Wire& wire, const TargetName& name, const std::vector<NewColumn>& columns,
                   const std::vector<std::string>& constraints, const std::vector<std::string>& key,
                   const std::string& partition_by) {
  std::vector<std::string> parts;
  for (const NewColumn& column : columns)
    parts.push_back(wire.quote_name(column.name) + " " + column.sql_type);
  parts.insert(parts.end(), constraints.begin(), constraints.end());
  std::vector<std::string> key_names;
  for (const std::string& column : key)
    key_names.push_back(wire.quote_name(column));
  if (!key.empty()) parts.push_back(fmt::format("primary key ({})", fmt::join(key_names, ", ")));
  // A name without a schema, in what the user wrote of the table, means first what is beside it.
  const std::string path = search_path(wire);
  if (!name.schema.empty()) set_search_path(wire, wire.quote_name(name.schema) + ", " + path);
  wire.execute(fmt::format("create table {} ({}){}", quoted(wire, name), fmt::join(parts, ", "),
                           partition_by.empty() ? ""
                                                : fmt::format(" partition by range ({})",
                                                              wire.quote_name(partition_by))));
  set_search_path(wire, path);
}

void comment_on_target(Wire& wire, const TargetName& name, const std::string& comment) {
  wire.execute(
      fmt::format("comment on table {} is {}", quoted(wire, name), wire.quote_literal(comment)));
}

void comment_on_column(Wire& wire, const TargetName& name, const std::string& column,
                       const std::string& comment) {
  wire.execute(fmt::format("comment on column {}.{} is {}", quoted(wire, name),
                           wire.quote_name(column), wire.quote_literal(comment)));
}

void create_partitions(Wire& wire, const TargetName& name,
                       const std::vector<RangePartition>& partitions, const std::string& rest) {
  const std::string whole = quoted(wire, name);
  for (const RangePartition& partition : partitions)
    wire.execute(
        fmt::format("create table if not exists {} partition of {} for values from ({})"
                    " to ({})",
                    quoted(wire, {name.schema, partition.table}), whole,
                    wire.quote_literal(partition.from), wire.quote_literal(partition.to)));
  wire.execute(fmt::format("create table if not exists {} partition of {} default",
                           quoted(wire, {name.schema, rest}), whole));
}

void alter_target(Wire& wire, const TargetName& name, const std::vector<ColumnChange>& changes,
                  bool is_empty) {
  std::vector<std::string> parts;
  for (const ColumnChange& change : changes) {
    const std::string column = wire.quote_name(change.column.name);
    const std::string& type = change.column.sql_type;
    if (change.is_new)
      parts.push_back(fmt::format("add column {} {}", column, type));
    else
      parts.push_back(fmt::format("alter column {0} type {1} using {2}::{1}", column, type,
                                  is_empty ? "null" : column));
  }
  try {
    execute_alone(wire, name,
                  fmt::format("alter table {} {}", quoted(wire, name), fmt::join(parts, ", ")));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::database || !wire.alive()) throw;
    throw Error(ErrorKind::refused,
                fmt::format("the columns of \"{}.{}\" cannot be made to hold the file: {}",
                            name.schema, name.table, error.message()),
                error.detail(),
                "Drop what stands in the way and make it again afterwards, load into another "
                "--table, or use --on-drift ignore.");
  }
}

void truncate_target(Wire& wire, const TargetName& name, bool has_partitions) {
  constexpr std::string_view k_not_supported = "0A000";
  try {
    execute_alone(wire, name, "truncate table " + own_rows(wire, name, has_partitions));
  } catch (const Error& error) {
    if (wire.error_sqlstate() != k_not_supported) throw;
    throw others_refer_to(name, error);
  }
}

void delete_all_rows(Wire& wire, const TargetName& name, bool has_partitions) {
  constexpr std::string_view k_foreign_key_violation = "23503";
  const std::string table = quoted(wire, name);
  const std::string rows = own_rows(wire, name, has_partitions);
  const std::string shown = fmt::format("\"{}.{}\"", name.schema, name.table);
  execute_alone(wire, name, "lock table " + table + " in share row exclusive mode");
  const WireRows followers = wire.execute(
      "select conrelid::regclass from pg_constraint where contype = 'f'"
      " and confrelid = to_regclass($1) and conrelid <> confrelid"
      " and confdeltype in ('c', 'n', 'd') limit 1",
      {table});
  if (!followers.rows.empty())
    throw Error(
        ErrorKind::refused,
        fmt::format("deleting the rows of {} would change \"{}\", whose foreign key says so", shown,
                    followers.rows[0][0].value_or("")),
        {}, "Drop that foreign key for the time of the load.");
  try {
    wire.execute("delete from " + rows);
  } catch (const Error& error) {
    if (wire.error_sqlstate() != k_foreign_key_violation) throw;
    throw others_refer_to(name, error);
  }
  if (!wire.execute("select 1 from " + rows + " limit 1").rows.empty())
    throw Error(
        ErrorKind::refused,
        fmt::format("rows of {} cannot be deleted: a trigger, a rule or a policy keeps them",
                    shown),
        {}, "Load it without --online.");
}

void lock_target(Wire& wire, const TargetName& name) {
  execute_alone(wire, name, "lock table " + quoted(wire, name) + " in row exclusive mode");
}

void drop_target(Wire& wire, const TargetName& name) {
  try {
    execute_alone(wire, name, "drop table " + quoted(wire, name));
  } catch (const Error& error) {
    if (error.message().find("depend") == std::string::npos) throw;
    throw Error(ErrorKind::refused,
                fmt::format("may not replace table \"{}.{}\" by one with other columns: other "
                            "objects depend on it",
                            name.schema, name.table),
                error.detail(),
                "Drop them first and make them again afterwards, or load into another --table.");
  }
}

void copy_binary_begin(Wire& wire, const TargetName& name, const std::vector<std::string>& columns,
                       bool freeze) {
  wire.copy_begin(copy_binary_sql(wire, name, columns, freeze));
}

// The context reads "COPY table, line 3, column x: ...", in the language of the server.
CopyRefusal last_copy_refusal(const Wire& wire, const TargetName& name) {
  constexpr std::string_view k_data_exception = "22";
  constexpr std::string_view k_integrity_violation = "23";
  constexpr std::string_view k_raised_by_a_trigger = "P0001";
  constexpr std::string_view k_row_too_big = "54000";
  const std::string_view state = wire.error_sqlstate();
  CopyRefusal refusal;
  refusal.is_constraint = state.starts_with(k_integrity_violation);
  refusal.is_about_a_row = refusal.is_constraint || state.starts_with(k_data_exception) ||
                           state == k_raised_by_a_trigger || state == k_row_too_big;
  const std::string& context = wire.error_context();
  const std::string begin = "COPY " + name.table + ", ";
  const std::size_t found = context.rfind(begin);
  if (found == std::string::npos) return refusal;
  const std::size_t digits = context.find_first_of("0123456789", found + begin.size());
  if (digits == std::string::npos) return refusal;
  std::int64_t row = 0;
  std::from_chars(context.data() + digits, context.data() + context.size(), row);
  if (row > 0) refusal.row = row;
  // Values, NULLs, checks and keys are looked at row by row. A function may fail for other reasons.
  refusal.is_sure_of_row = found == 0 && state != k_raised_by_a_trigger;
  return refusal;
}

// One message, since there may be thousands of them.
void copy_binary_begin_behind_savepoint(Wire& wire, const TargetName& name,
                                        const std::vector<std::string>& columns, bool is_first) {
  wire.copy_begin(std::string(is_first ? "" : "release savepoint selfopt_batch; ") +
                  "savepoint selfopt_batch; " + copy_binary_sql(wire, name, columns, false));
}

void roll_back_to_savepoint(Wire& wire) {
  wire.execute("rollback to savepoint selfopt_batch");
}

bool freeze_marks_pages(const Wire& wire) {
  return wire.server_version() >= 140000;
}

void analyze_target(Wire& wire, const TargetName& name, bool vacuum) {
  limit_lock_waits(wire);
  wire.execute((vacuum ? "vacuum (analyze) " : "analyze ") + quoted(wire, name));
}

}  // namespace selfopt::pg
