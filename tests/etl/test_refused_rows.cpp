#include <fmt/format.h>

#include <selfopt/etl.hpp>

#include "env/random.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;

namespace {

LoadReport load(const test::TemporaryDatabase& database, LoadOptions options) {
  options.table = "t";
  options.max_rejects = RejectLimit::parse("100%");
  const LoadResult result = load_files(database.database(), options);
  if (!result.failures.empty()) throw result.failures.front();
  const LoadReport report = result.reports.at(0);
  CHECK(report.rows_read == report.rows_loaded + report.rows_rejected);
  return report;
}

std::string rejects(const test::TemporaryDatabase& database) {
  return database.value(
      "select string_agg(concat_ws(' ', file, line, byte_offset, raw), E'\\n' order by file, line)"
      " from selfopt.rejects");
}

// Ids that repeat, parents that are missing, numbers that a check refuses, empty names.
std::string rows_with_violations(env::Random& random, int rows) {
  std::string csv = "id,parent,n,name\n";
  for (int i = 0; i < rows; ++i)
    csv += fmt::format("{},{},{},{}\n", random.below(4 * static_cast<std::uint64_t>(rows)),
                       random.below(20) == 0   ? "77"
                       : random.below(20) == 0 ? ""
                                               : "3",
                       random.below(100), random.below(30) == 0 ? "" : "x");
  return csv;
}

struct Outcome {
  std::string rows;
  std::string rejects;
  bool operator==(const Outcome&) const = default;
};

// A trigger before INSERT could do anything, so that with it rows are found in small steps.
Outcome load_with_constraints(const std::vector<std::string>& inputs, bool in_small_steps,
                              const std::string& kind) {
  const test::TemporaryDatabase database;
  database.run(
      "create schema bronze; create table bronze.parent (id int primary key);"
      "insert into bronze.parent select generate_series(0, 9);"
      "create table bronze.t (id int, parent int references bronze.parent,"
      " n int check (n <> 50), name text not null, primary key (id))" +
      kind + "; insert into bronze.t select i, 1, 1, 'old' from generate_series(0, 2000, 7) i");
  if (in_small_steps)
    database.run(
        "create function bronze.nothing() returns trigger language plpgsql as"
        " 'begin return new; end'; create trigger nothing before insert on bronze.t"
        " for each row execute function bronze.nothing()");
  LoadOptions options;
  options.inputs = inputs;
  options.if_exists = IfExists::append;
  load(database, options);
  return {database.value("select count(*) || ' ' || sum(hashtextextended(t::text, 0))"
                         " from bronze.t t"),
          rejects(database)};
}

}  // namespace

TEST_CASE("rows asked for all at once are those that small steps find", "[server]") {
  const test::TemporaryFiles files;
  env::Random random(20261124);
  const std::vector<std::string> inputs{
      files.write("a.csv", rows_with_violations(random, 3000)),
      files.write("b.csv", rows_with_violations(random, 500) + "9,3\n10,3,50,x\n")};
  for (const char* kind : {"",
                           " partition by range (id); create table bronze.low partition of"
                           " bronze.t for values from (0) to (100); create table bronze.rest"
                           " partition of bronze.t default"}) {
    const Outcome at_once = load_with_constraints(inputs, false, kind);
    CHECK(at_once.rejects.find("b.csv") != std::string::npos);
    CHECK(at_once == load_with_constraints(inputs, true, kind));
  }
}

TEST_CASE("rows that refer to rows of their own table are judged together", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run(
      "create schema bronze; create table bronze.t (id int primary key,"
      " boss int references bronze.t)");
  LoadOptions options;
  // 2 and 3 hold each other; 4 falls with 5, which falls with 9, and takes 6 along
  options.inputs = {files.write("t.csv", "id,boss\n1,\n2,3\n3,2\n6,4\n4,5\n5,9\n7,1\n")};
  CHECK(load(database, options).rows_rejected == 3);
  CHECK(database.value("select string_agg(id::text, ' ' order by id) from bronze.t") == "1 2 3 7");
  CHECK(database.value("select reason from selfopt.rejects where raw = '5,9'") ==
        "insert or update on table \"t\" violates foreign key constraint \"t_boss_fkey\":"
        " Key (boss)=(9) is not present in table \"t\".");
}

TEST_CASE("with a key, rows that another constraint refuses are rejected as well", "[server]") {
  const test::TemporaryDatabase database;
  const test::TemporaryFiles files;
  database.run(
      "create schema bronze; create domain bronze.short as text check (length(value) < 4);"
      "create table bronze.t (id int generated always as identity primary key,"
      " n int check (n < 100), name bronze.short); insert into bronze.t (n) values (1)");
  LoadOptions options;
  options.key = {"id"};
  options.if_exists = IfExists::upsert;
  options.inputs = {
      files.write("t.csv", "id,n,name\n1,5,a\n2,100,b\n3,7,long\n3,8,c\n4,1,d\n4,100,e\n")};
  load(database, options);
  CHECK(database.value("select string_agg(t::text, ' ' order by id) from bronze.t t") ==
        "(1,5,a) (3,8,c) (4,1,d)");
  CHECK(database.value("select string_agg(concat_ws(':', line, split_part(reason, ' ', 1)), ' '"
                       " order by line) from selfopt.rejects") == "3:new 4:value 7:new");
}
