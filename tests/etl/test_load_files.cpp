#include <algorithm>

#include <fmt/format.h>

#include <selfopt/etl.hpp>

#include "env/random.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;

namespace {

LoadReport load(const test::TemporaryDatabase& database, const std::string& path,
                LoadOptions options = {}) {
  options.inputs = {path};
  options.table = "t";
  const LoadResult result = load_files(database.database(), options);
  if (!result.failures.empty()) throw result.failures.front();
  return result.reports.at(0);
}

std::string types_of(const LoadReport& report) {
  std::string out;
  for (const LoadedColumn& column : report.columns)
    out +=
        (out.empty() ? "" : ", ") + column.name + " " + column.type + (column.nullable ? "?" : "");
  return out;
}

}  // namespace

TEST_CASE("values arrive as they were written, NULLs as NULL", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  const LoadReport report = load(
      database,
      files.write("t.csv",
                  "\xef\xbb\xbfid,Name,price,day,at,ok,missing\r\n"
                  "1,\"O'Neil, \"\"Bob\"\"\nJr.\",12.50,2024-02-29,2024-01-01T00:00:00+02:00,t,\r\n"
                  "2,\"\",NA,,,f,\r\n"
                  "40000,\\N,-0.05,1999-12-31,1970-01-01 00:00:00Z,,\r\n"));
  CHECK(types_of(report) ==
        "id integer, name text?, price numeric(4,2)?, day date?, at timestamptz?, ok boolean?, "
        "missing text?");
  CHECK(report.rows_read == 3);
  CHECK(report.rows_loaded == 3);
  CHECK(database.value("set timezone = 'UTC'; select string_agg(t::text, '|' order by id)"
                       " from bronze.t") ==
        "(1,\"O'Neil, \"\"Bob\"\"\nJr.\",12.50,2024-02-29,\"2023-12-31 22:00:00+00\",t,)|"
        "(2,\"\",,,,f,)|(40000,,-0.05,1999-12-31,\"1970-01-01 00:00:00+00\",,)");
  CHECK(database.value("select status || rows_loaded from selfopt.loads") == "loaded3");
}

TEST_CASE("random decimal numbers come back digit by digit", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  env::Random random(20260101);
  std::string csv = "id,n\n";
  const auto digits = [&](std::uint64_t most) {
    std::string out;
    for (std::uint64_t i = random.below(most + 1); i > 0; --i)
      out += static_cast<char>('0' + random.below(10) * random.below(2));
    return out;
  };
  for (int id = 0; id < 2000; ++id) {
    std::string whole = digits(22);
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    const std::string fraction = digits(18) + "1";
    csv += fmt::format("{},{}{}.{}\n", id, random.below(2) == 0 ? "-" : "",
                       whole.empty() ? "0" : whole, fraction);
  }
  const LoadReport report = load(database, files.write("t.csv", csv));
  CHECK(report.columns.at(1).type.starts_with("numeric("));
  LoadOptions as_text;
  as_text.if_exists = IfExists::append;
  database.run("create table bronze.u (id int, n text)");
  as_text.inputs = {files.write("u.csv", csv)};
  REQUIRE(load_files(database.database(), as_text).failures.empty());
  CHECK(database.value("select count(*) from bronze.t join bronze.u using (id)"
                       " where t.n = u.n::numeric and t.n::text::numeric = u.n::numeric") ==
        "2000");
}

TEST_CASE("a late row widens its column and nothing is lost", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  std::string csv = "id,code\n";
  for (int i = 0; i < 500'000; ++i)
    csv += fmt::format("{:06},{}\n", 100'000 + i % 1000, i % 100);
  // Between the last place that the sample looks at and the one before it.
  const std::size_t spot = csv.rfind('\n', csv.size() - 100'000);
  csv.insert(spot + 1, "100000,none\n");
  const LoadReport report = load(database, files.write("t.csv", csv));
  CHECK(types_of(report) == "id integer, code text");
  CHECK(report.rows_loaded == 500'001);
  CHECK(database.value("select count(*) from bronze.t") == "500001");
  CHECK(database.value("select count(*) from bronze.t where code = 'none'") == "1");
}

TEST_CASE("replacing keeps the table, its index, its grant and its wider types", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run(
      "create schema bronze; create table bronze.t (name varchar(5), id bigint,"
      " stamp int default 7); insert into bronze.t values ('old', 1);"
      "create index on bronze.t (id); grant select on bronze.t to public;"
      "create view bronze.v as select * from bronze.t");
  const std::string oid = database.value("select 'bronze.t'::regclass::oid");
  const LoadReport report = load(database, files.write("t.csv", "id,name\n1,a\n2,b\n"));
  CHECK(types_of(report) == "id bigint, name varchar(5)");
  CHECK(database.value("select 'bronze.t'::regclass::oid") == oid);
  CHECK(database.value("select count(*) from bronze.v where name in ('a', 'b') and stamp = 7") ==
        "2");
  CHECK(database.value("select has_table_privilege('public', 'bronze.t', 'select')") == "t");
  CHECK(database.value("select relallvisible = relpages from pg_class"
                       " where oid = 'bronze.t'::regclass") == "t");
}

TEST_CASE("other columns make the table anew, unless something depends on it", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run("create schema bronze; create table bronze.t (id smallint)");
  CHECK(types_of(load(database, files.write("t.csv", "id,x\n70000,a\n"))) == "id integer, x text");
  database.run("create view bronze.v as select id from bronze.t");
  try {
    load(database, files.write("t.csv", "other\n1\n"));
    FAIL("loaded");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::refused);
    CHECK(error.detail().find("view bronze.v") != std::string::npos);
  }
  CHECK(database.value("select id from bronze.t") == "70000");
}

TEST_CASE("a value that a kept type does not hold makes the table anew", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run("create schema bronze; create table bronze.t (name varchar(3))");
  CHECK(types_of(load(database, files.write("t.csv", "name\nabc\nabcd\n"))) == "name text");
  CHECK(database.value("select string_agg(name, ' ' order by name) from bronze.t") == "abc abcd");
}

TEST_CASE("bad rows are rejected with their place; above the limit nothing changes", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run("create schema bronze; create table bronze.t as select 9 as id, 'old' as name");
  const std::string path = files.write(
      "t.csv", std::string("id,name\n1,a\n2\n3,b,c\n4,\xff\n5,x") + '\0' + "\n6,\"y\"z\n7,g\n");
  LoadOptions options;
  LoadReport report = load(database, path, options);
  CHECK_FALSE(report.loaded);
  CHECK(report.rows_rejected == 5);
  CHECK(database.value("select name from bronze.t") == "old");
  CHECK(database.value("select string_agg(line || ' ' || byte_offset || ' ' || reason, '|'"
                       " order by line) from selfopt.rejects") ==
        "3 12 1 value instead of 2|4 14 3 values instead of 2|"
        "5 20 byte 3 of the row (0xff) is not UTF-8|6 24 byte 4 of the row is NUL|"
        "7 29 text after a closing quote");
  options.max_rejects = RejectLimit::parse("72%");
  report = load(database, path, options);
  CHECK(report.loaded);
  CHECK(report.rows_read == 7);
  CHECK(report.rows_loaded == 2);
  CHECK(database.value("select string_agg(name, '') from bronze.t") == "ag");
}

TEST_CASE("appending keeps the table's types and rejects what they do not hold", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run("create schema bronze; create table bronze.t as select 1::smallint as id");
  LoadOptions options;
  options.if_exists = IfExists::append;
  options.max_rejects = RejectLimit::parse("1");
  const LoadReport report = load(database, files.write("t.csv", "id\n2\n70000\n"), options);
  CHECK(report.rows_rejected == 1);
  CHECK(database.value("select sum(id) from bronze.t") == "3");
  CHECK(database.value("select column_name || ': ' || reason from selfopt.rejects") ==
        "id: \"70000\" does not fit type smallint");
  options.if_exists = IfExists::fail;
  CHECK_THROWS_AS(load(database, files.write("t.csv", "id\n2\n"), options), Error);
}

TEST_CASE("a row that the server refuses is rejected, and the old rows stay", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run(
      "create schema bronze; create table bronze.t (id int check (id < 10));"
      "insert into bronze.t values (1)");
  const LoadReport report = load(database, files.write("t.csv", "id\n2\n11\n"));
  CHECK_FALSE(report.loaded);
  CHECK(report.rows_rejected == 1);
  CHECK(database.value("select sum(id) from bronze.t") == "1");
  CHECK(database.value("select line from selfopt.rejects") == "3");
}

TEST_CASE("several files make one table, whatever the order of their columns", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  LoadOptions options;
  options.table = "all";
  options.inputs = {files.write("a.csv", "id,x\n1,a\n"), files.write("b.tsv", "x\tid\nb\t70000\n")};
  const LoadResult result = load_files(database.database(), options);
  REQUIRE(result.reports.size() == 2);
  CHECK(types_of(result.reports[1]) == "x text, id integer");
  CHECK(database.value("select string_agg(id || x, ' ' order by id) from bronze.all") ==
        "1a 70000b");
}

TEST_CASE("one table's failure does not keep the others from being loaded", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  LoadOptions options;
  options.inputs = {files.write("empty.csv", ""), files.write("good.csv", "id\n1\n")};
  const LoadResult result = load_files(database.database(), options);
  CHECK(result.failures.size() == 1);
  REQUIRE(result.reports.size() == 1);
  CHECK(result.reports[0].table == "bronze.good");
}
