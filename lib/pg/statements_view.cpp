#include "pg/statements_view.hpp"

#include <algorithm>
#include <initializer_list>
#include <sstream>

#include <fmt/format.h>

#include "pg/own_statement.hpp"
#include "pg/session_query.hpp"
#include "sql/identifier.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_iso_8601 = "YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"";
constexpr const char* k_hidden_text = "<insufficient privilege>";

// How this server has the extension. Columns are found, not guessed from a version: after
// pg_upgrade the extension may be older than the server.
struct Layout {
  std::string schema;
  std::string role;
  std::string track;
  bool loaded = false;
  bool may_read = false;
  bool has_info = false;      // pg_stat_statements_info, from version 1.9 on
  std::string database;       // connected to
  std::string kcache_schema;  // of pg_stat_kcache if it can be used, else empty
  std::string kcache_columns;
  std::vector<std::string> columns;

  bool has(const std::string& column) const {
    return std::ranges::find(columns, column) != columns.end();
  }
  // The first of these names that this version has.
  std::string column(std::initializer_list<const char*> names) const {
    for (const char* name : names)
      if (has(name)) return fmt::format("s.{}", name);
    throw Error(ErrorKind::refused,
                fmt::format("pg_stat_statements has no column \"{}\"", *names.begin()),
                "This version of the extension is not known.",
                "Run: alter extension pg_stat_statements update;");
  }
};

[[noreturn]] void refuse_missing(Session& session) {
  const pqxx::result found =
      run(session,
          "select pg_catalog.current_database(), exists (select from"
          " pg_catalog.pg_available_extensions where name = 'pg_stat_statements')");
  const bool available = found[0][1].as<bool>();
  throw Error(ErrorKind::refused,
              fmt::format("extension \"pg_stat_statements\" is not installed in database \"{}\"",
                          found[0][0].as<std::string>()),
              {},
              available
                  ? "Run as a superuser: create extension pg_stat_statements;"
                  : "Install the package postgresql-contrib (Debian: it is part of postgresql-NN), "
                    "then run as a superuser: create extension pg_stat_statements;");
}

/// Whether a library is loaded is asked of pg_settings: current_setting also knows what stands in a
/// configuration file for a library that never came.
Layout find_layout(Session& session) {
  const pqxx::result found = run(session, R"(
select n.nspname, current_user,
  exists (select from pg_catalog.pg_settings s where s.name = 'pg_stat_statements.max'),
  coalesce(pg_catalog.current_setting('pg_stat_statements.track', true), ''),
  pg_catalog.has_schema_privilege(n.oid, 'usage')
    and pg_catalog.has_table_privilege(c.oid, 'select'),
  (select string_agg(a.attname, ' ') from pg_catalog.pg_attribute a
   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  pg_catalog.current_database(),
  exists (select from pg_catalog.pg_class i
          where i.relnamespace = n.oid and i.relname = 'pg_stat_statements_info'
            and pg_catalog.has_table_privilege(i.oid, 'select')),
  kcache.schema, kcache.columns
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = e.extname
left join lateral (
  select kn.nspname as schema, array_to_string(p.proargnames, ' ') as columns
  from pg_catalog.pg_extension k
  join pg_catalog.pg_namespace kn on kn.oid = k.extnamespace
  join pg_catalog.pg_proc p on p.pronamespace = kn.oid and p.proname = 'pg_stat_kcache'
  where k.extname = 'pg_stat_kcache'
    and exists (select from pg_catalog.pg_settings s where s.name = 'pg_stat_kcache.linux_hz')
    and pg_catalog.has_schema_privilege(kn.oid, 'usage')
    and pg_catalog.has_function_privilege(p.oid, 'execute')
  limit 1) kcache on true
where e.extname = 'pg_stat_statements')");
  if (found.empty()) refuse_missing(session);
  Layout layout;
  layout.schema = found[0][0].as<std::string>();
  layout.role = found[0][1].as<std::string>();
  layout.loaded = found[0][2].as<bool>();
  layout.track = found[0][3].as<std::string>();
  layout.may_read = found[0][4].as<bool>();
  std::istringstream names(found[0][5].as<std::string>());
  for (std::string name; names >> name;)
    layout.columns.push_back(name);
  layout.database = found[0][6].as<std::string>();
  layout.has_info = found[0][7].as<bool>();
  layout.kcache_schema = found[0][8].as<std::string>("");
  layout.kcache_columns = found[0][9].as<std::string>("");
  return layout;
}

void check(const Layout& layout) {
  if (!layout.loaded)
    throw Error(ErrorKind::refused, "pg_stat_statements is installed but not loaded",
                "The server has to load it when it starts.",
                "Add pg_stat_statements to shared_preload_libraries (if nothing else is there: "
                "alter system set shared_preload_libraries = 'pg_stat_statements';) and restart "
                "the server.");
  if (layout.may_read) return;
  const std::string schema = sql::quote_identifier(layout.schema);
  const std::string role = sql::quote_identifier(layout.role);
  throw Error(ErrorKind::refused,
              fmt::format("role \"{}\" may not read pg_stat_statements", layout.role), {},
              fmt::format("Run as its owner: grant usage on schema {0} to {1}; grant select on "
                          "{0}.pg_stat_statements to {1};",
                          schema, role));
}

// CPU seconds of each entry, as the columns "cpu_ms" and the four that tell entries apart.
std::string select_cpu(const Layout& layout) {
  const std::string columns = " " + layout.kcache_columns + " ";
  const bool split = columns.find(" exec_user_time ") != std::string::npos;  // from 2.2 on
  const bool top = columns.find(" top ") != std::string::npos;
  return fmt::format(
      "left join (select k.queryid, k.dbid, k.userid, {}, sum(k.{}user_time + k.{}system_time)"
      " * 1000 as cpu_ms from {}.pg_stat_kcache() k group by 1, 2, 3, 4) k"
      " on k.queryid = s.queryid and k.dbid = s.dbid and k.userid = s.userid and k.top = {}",
      top ? "k.top" : "true as top", split ? "exec_" : "", split ? "exec_" : "",
      sql::quote_identifier(layout.kcache_schema), layout.has("toplevel") ? "s.toplevel" : "true");
}

std::string select_statements(const Layout& layout) {
  const auto iso = [](const std::string& time) {
    return fmt::format("pg_catalog.to_char({} at time zone 'UTC', '{}')", time, k_iso_8601);
  };
  const std::string schema = sql::quote_identifier(layout.schema);
  const auto info = [&](const std::string& value) {
    return fmt::format("(select {} from {}.pg_stat_statements_info i)", value, schema);
  };
  const bool cpu = !layout.kcache_schema.empty();
  return fmt::format(
      "select s.query, d.datname, coalesce(r.rolname, ''), s.calls, {total}, {stddev}, s.rows,"
      "  s.shared_blks_hit, s.shared_blks_read, s.temp_blks_written, {since}, {now}, {max},"
      "  s.dbid, s.userid, coalesce(s.queryid, 0), {toplevel}, {cpu}, {reset}, {dealloc}"
      " from {schema}.pg_stat_statements s"
      " join pg_catalog.pg_database d on d.oid = s.dbid"
      " left join pg_catalog.pg_roles r on r.oid = s.userid {cpu_join}"
      " where s.calls > 0"
      "  and d.datname = case when $1 = '' then pg_catalog.current_database() else $1 end"
      "  and coalesce(pg_catalog.strpos(pg_catalog.left(s.query, {head}), $2), 0) = 0"
      " order by {total} desc, s.query",
      fmt::arg("total", layout.column({"total_exec_time", "total_time"})),
      fmt::arg("stddev", layout.column({"stddev_exec_time", "stddev_time"})),
      fmt::arg("max", layout.column({"max_exec_time", "max_time"})),
      fmt::arg("since", layout.has("stats_since") ? iso("s.stats_since") : "''"),
      fmt::arg("now", iso("pg_catalog.now()")),
      fmt::arg("toplevel", layout.has("toplevel") ? "s.toplevel" : "true"),
      fmt::arg("cpu", cpu ? "k.cpu_ms" : "null::float8"),
      fmt::arg("reset", layout.has_info ? info(iso("i.stats_reset")) : "null"),
      fmt::arg("dealloc", layout.has_info ? info("i.dealloc") : "null::bigint"),
      fmt::arg("head", k_own_statement_head), fmt::arg("schema", schema),
      fmt::arg("cpu_join", cpu ? select_cpu(layout) : ""));
}

StatementStatistics read_row(const pqxx::row& row) {
  StatementStatistics statement;
  statement.sql = row[0].as<std::string>();
  statement.database = row[1].as<std::string>();
  statement.user = row[2].as<std::string>();
  statement.calls = row[3].as<std::int64_t>();
  statement.total_ms = row[4].as<double>();
  statement.stddev_ms = row[5].as<double>();
  statement.rows = row[6].as<double>();
  statement.shared_blks_hit = row[7].as<double>();
  statement.shared_blks_read = row[8].as<double>();
  statement.temp_blks_written = row[9].as<double>();
  statement.since = row[10].as<std::string>();
  statement.max_ms = row[12].as<double>();
  statement.dbid = row[13].as<std::int64_t>();
  statement.userid = row[14].as<std::int64_t>();
  statement.queryid = row[15].as<std::int64_t>();
  statement.toplevel = row[16].as<bool>();
  if (!row[17].is_null()) statement.cpu_ms = row[17].as<double>();
  return statement;
}

void check_database(Session& session, const std::string& name) {
  if (name.empty()) return;
  const pqxx::result found =
      run(session, "select exists (select from pg_catalog.pg_database where datname = $1)", name);
  if (found[0][0].as<bool>()) return;
  throw Error(ErrorKind::usage, fmt::format("there is no database \"{}\" on this server", name), {},
              "psql -l lists the databases; without --database the one connected to is read.");
}

// The server converts the texts of all databases into the encoding of the one connected to, and
// gives none if one cannot be converted.
pqxx::result read_view(Session& session, const Layout& layout, const std::string& database) {
  try {
    return run(session, select_statements(layout), database, std::string(k_own_statement_mark));
  } catch (const Error& error) {
    if (error.message().find("byte sequence") == std::string::npos) throw;
    throw Error(error.kind(),
                "the statistics hold a text that the server cannot convert into the encoding of "
                "this database",
                error.message(),
                "Connect to a database with encoding UTF8 and name this one with --database. If "
                "the text is of a database with encoding SQL_ASCII, only "
                "pg_stat_statements_reset removes it.");
  }
}

}  // namespace

StatementsView read_statements(Session& session, const std::string& database) {
  const Layout layout = find_layout(session);
  check(layout);
  check_database(session, database);
  StatementsView view;
  view.user = layout.role;
  view.database = database.empty() ? layout.database : database;
  view.recording = layout.track != "none";
  for (const auto& row : read_view(session, layout, database)) {
    view.taken_at = row[11].as<std::string>();
    view.stats_reset = row[18].as<std::string>("");
    if (!row[19].is_null()) view.dealloc = row[19].as<std::int64_t>();
    if (row[0].is_null() || row[0].as<std::string>() == k_hidden_text)
      ++view.hidden;
    else
      view.rows.push_back(read_row(row));
  }
  return view;
}

}  // namespace selfopt::pg
