#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/conninfo.hpp"
#include "pg/statements_view.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

std::int64_t calls_of(const pg::StatementsView& view, const std::string& sql) {
  std::int64_t calls = 0;
  for (const pg::StatementStatistics& row : view.rows)
    if (row.sql == sql) calls += row.calls;
  return calls;
}

}  // namespace

TEST_CASE("every layout of pg_stat_statements is read, in any schema", "[server]") {
  // A server has the layouts up to its own version: 1.10 is PostgreSQL 15's, 1.12 is 18's.
  for (const std::string version :
       {"1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "1.10", "1.11", "1.12"}) {
    const test::TemporaryDatabase database;
    if (database.value(fmt::format("select count(*) from pg_available_extension_versions where name"
                                   " = 'pg_stat_statements' and version = '{}'",
                                   version)) == "0")
      continue;
    database.run(
        fmt::format("create schema \"My S\"; create extension pg_stat_statements"
                    " schema \"My S\" version '{}'",
                    version));
    database.run("create table layout (a int)");
    for (int i = 0; i < 3; ++i)
      database.run("select a from layout");
    pg::Session session(database.database());
    const pg::StatementsView view = pg::read_statements(session, {});
    INFO("version " << version);
    CHECK(calls_of(view, "select a from layout") == 3);
    CHECK(view.hidden == 0);
    CHECK(view.recording);
    CHECK(view.taken_at.ends_with("Z"));
    CHECK(view.rows.front().database == database.name());
    const bool tells_beginnings = version == "1.11" || version == "1.12";
    CHECK(view.rows.front().since.empty() != tells_beginnings);
    CHECK(view.dealloc.has_value() == (version == "1.9" || version == "1.10" || tells_beginnings));
  }
}

TEST_CASE("selfopt's own statements are not part of the workload", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  pg::Session session(database.database());
  pg::read_statements(session, {});
  const pg::StatementsView view = pg::read_statements(session, {});
  CHECK(std::ranges::none_of(view.rows, [](const pg::StatementStatistics& row) {
    return row.sql.find("pg_stat_statements s") != std::string::npos;
  }));
}

TEST_CASE("a database without the extension is refused with the command that makes it",
          "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  try {
    pg::read_statements(session, {});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::refused);
    CHECK(error.message() == "extension \"pg_stat_statements\" is not installed in database \"" +
                                 database.name() + "\"");
    CHECK(error.hint() == "Run as a superuser: create extension pg_stat_statements;");
  }
}

TEST_CASE("without a grant, others' statements are counted and left out; pg_monitor is enough",
          "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  const std::string role = database.name() + "_role";
  database.run("create table theirs (a int); select a from theirs");
  database.run(fmt::format("create role {} login", role));
  const Database as_role{pg::with_setting(database.database().conninfo, "user", role), "test"};
  {
    pg::Session session(as_role);
    const pg::StatementsView view = pg::read_statements(session, {});
    CHECK(view.hidden > 0);
    CHECK(view.user == role);
    CHECK(calls_of(view, "select a from theirs") == 0);
  }
  database.run(fmt::format("grant pg_monitor to {}", role));
  {
    pg::Session session(as_role);
    const pg::StatementsView view = pg::read_statements(session, {});
    CHECK(view.hidden == 0);
    CHECK(calls_of(view, "select a from theirs") == 1);
  }
  database.run("revoke select on pg_stat_statements from public");
  {
    pg::Session session(as_role);
    try {
      pg::read_statements(session, {});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::refused);
      CHECK(error.hint().find("grant select on public.pg_stat_statements to " + role) !=
            std::string::npos);
    }
  }
  database.run(fmt::format("drop role {}", role));
}
