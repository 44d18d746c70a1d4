#include <fstream>
#include <sstream>

#include "pg/schema.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

// scripts/database.sql of the first version, with a line in each table whose form has changed.
std::string first_version() {
  std::ifstream file(SELFOPT_TEST_DATA "/database_sql_first_version.sql");
  REQUIRE(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const char* const k_columns =
    "select md5(string_agg(table_name || column_name || data_type || is_nullable, ','"
    " order by table_name, column_name)) from information_schema.columns"
    " where table_schema = 'selfopt'";
const char* const k_checks =
    "select string_agg(conrelid::regclass || conname || pg_get_constraintdef(oid), ', '"
    " order by 1) from (select * from pg_constraint where connamespace = 'selfopt'::regnamespace"
    " order by conrelid::regclass::text, conname) c";

}  // namespace

TEST_CASE("tables of the first version come to what new ones are, and keep their rows",
          "[server]") {
  const test::TemporaryDatabase fresh;
  pg::Session fresh_session(fresh.database());
  pg::ensure_schema(fresh_session);

  const test::TemporaryDatabase old;
  old.run(first_version());
  old.run(
      "insert into selfopt.loads (file, content_hash, table_name, rows_read, rows_loaded,"
      " rows_rejected, bytes, seconds) values ('f', '0', 't', 1, 1, 0, 1, 0.5)");
  CHECK(old.value(k_columns) != fresh.value(k_columns));
  pg::Session session(old.database());
  pg::ensure_schema(session);
  CHECK(old.value(k_columns) == fresh.value(k_columns));
  CHECK(old.value(k_checks) == fresh.value(k_checks));
  CHECK(old.value("select file || status from selfopt.loads") == "floaded");
}

TEST_CASE("a schema that is up to date is left alone", "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  pg::ensure_schema(session);
  CHECK(database.value("select obj_description('selfopt'::regnamespace)") ==
        "Records of the selfopt program, version " + std::to_string(pg::k_schema_version));
  database.run("drop index selfopt.snapshots_database");
  pg::ensure_schema(session);
  CHECK(database.value("select to_regclass('selfopt.snapshots_database')").empty());
  database.run("comment on schema selfopt is 'somebody''s own words'");
  pg::ensure_schema(session);
  CHECK(database.value("select to_regclass('selfopt.snapshots_database')") ==
        "selfopt.snapshots_database");
}
