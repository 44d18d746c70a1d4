#include "pg/statements_view.hpp"

#include <algorithm>
#include <initializer_list>
#include <sstream>

#include <fmt/format.h>

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

Layout find_layout(Session& session) {
  const pqxx::result found = run(session, R"(
select n.nspname, current_user,
  pg_catalog.current_setting('pg_stat_statements.max', true) is not null,
  coalesce(pg_catalog.current_setting('pg_stat_statements.track', true), ''),
  pg_catalog.has_schema_privilege(n.oid, 'usage')
    and pg_catalog.has_table_privilege(c.oid, 'select'),
  (select string_agg(a.attname, ' ') from pg_catalog.pg_attribute a
   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = e.extname
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

std::string select_statements(const Layout& layout) {
  const std::string since = layout.has("stats_since")
                                ? fmt::format(
                                      "pg_catalog.to_char(s.stats_since at time zone "
                                      "'UTC', '{}')",
                                      k_iso_8601)
                                : "''";
  return fmt::format(
      "select s.query, d.datname, coalesce(r.rolname, ''), s.calls, {}, {}, s.rows,"
      "  s.shared_blks_hit, s.shared_blks_read, s.temp_blks_written, {},"
      "  pg_catalog.to_char(pg_catalog.now() at time zone 'UTC', '{}')"
      " from {}.pg_stat_statements s"
      " join pg_catalog.pg_database d on d.oid = s.dbid"
      " left join pg_catalog.pg_roles r on r.oid = s.userid"
      " where s.calls > 0"
      "  and d.datname = case when $1 = '' then pg_catalog.current_database() else $1 end"
      "  and ($2 = '' or r.rolname = $2)"
      "  and pg_catalog.strpos(coalesce(s.query, ''), $3) <> 1"
      " order by {} desc, s.query",
      layout.column({"total_exec_time", "total_time"}),
      layout.column({"stddev_exec_time", "stddev_time"}), since, k_iso_8601,
      sql::quote_identifier(layout.schema), layout.column({"total_exec_time", "total_time"}));
}

StatementStatistics read_row(const pqxx::row& row) {
  return {.sql = row[0].as<std::string>(),
          .database = row[1].as<std::string>(),
          .user = row[2].as<std::string>(),
          .calls = row[3].as<std::int64_t>(),
          .total_ms = row[4].as<double>(),
          .stddev_ms = row[5].as<double>(),
          .rows = row[6].as<double>(),
          .shared_blks_hit = row[7].as<double>(),
          .shared_blks_read = row[8].as<double>(),
          .temp_blks_written = row[9].as<double>(),
          .since = row[10].as<std::string>()};
}

}  // namespace

StatementsView read_statements(Session& session, const StatementsFilter& filter) {
  const Layout layout = find_layout(session);
  check(layout);
  StatementsView view;
  view.user = layout.role;
  view.recording = layout.track != "none";
  const pqxx::result found =
      run(session, select_statements(layout), filter.database, filter.user, k_own_statement_mark);
  for (const auto& row : found) {
    view.taken_at = row[11].as<std::string>();
    if (row[0].is_null() || row[0].as<std::string>() == k_hidden_text)
      ++view.hidden;
    else
      view.rows.push_back(read_row(row));
  }
  return view;
}

}  // namespace selfopt::pg
