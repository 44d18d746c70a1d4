#include <selfopt/apply.hpp>

#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

Recommendations advice_of(std::int64_t size_bytes) {
  Recommendation one;
  one.id = "1";
  one.table = "public.t";
  one.name = "i";
  one.ddl = "create index i on public.t (b)";
  one.size_bytes = size_bytes;
  Recommendations advice;
  advice.recommendations.push_back(one);
  return advice;
}

Action make_index(const test::TemporaryDatabase& database) {
  ApplyOptions options;
  options.verify = VerifyMethod::none;
  return apply(database.database(), advice_of(0), options).front();
}

std::string indexes(const test::TemporaryDatabase& database) {
  return database.value("select count(*) from pg_index where indrelid = 't'::regclass");
}

}  // namespace

TEST_CASE("a statement_timeout of the database does not stop a build", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select md5(i::text) as b from generate_series(1, 150000) i");
  database.run("alter database " + database.name() + " set statement_timeout = '50ms'");
  CHECK(make_index(database).state == "done");
  CHECK(indexes(database) == "1");
}

TEST_CASE("a limit on temporary files fails a build, and nothing is left", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select md5(i::text) as b from generate_series(1, 150000) i");
  database.run("alter database " + database.name() + " set temp_file_limit = '1MB'");
  database.run("alter database " + database.name() + " set maintenance_work_mem = '1MB'");
  const Action action = make_index(database);
  CHECK(action.state == "failed");
  CHECK(action.message == "temporary file size exceeds temp_file_limit (1024kB)");
  CHECK(indexes(database) == "0");
}

TEST_CASE("values that are too wide for an index fail its build, and nothing is left", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t as select string_agg(md5(i::text), '') as b from generate_series(1, 200) i");
  const Action action = make_index(database);
  CHECK(action.state == "failed");
  CHECK(action.message.starts_with("index row"));
  CHECK(indexes(database) == "0");
}

TEST_CASE("that an index would refuse values which come later is told as its risk", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select md5(i::text) as b from generate_series(1, 10) i");
  database.run("analyze t");
  const auto risk = [&] {
    return plan_actions(database.database(), advice_of(0), {}).front().outlook.risk;
  };
  CHECK(risk() == "refuses values of b above 2704 bytes");
  database.run("alter table t alter b type varchar(100)");
  database.run("analyze t");
  CHECK(risk() == "low");
}

TEST_CASE("a change for which too little time is left is not begun", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select md5(i::text) as b from generate_series(1, 1000) i");
  ApplyOptions options;
  options.verify = VerifyMethod::none;
  options.max_duration_ms = 1000;
  const auto actions = apply(database.database(), advice_of(1'000'000'000), options);
  CHECK(actions.front().state == "postponed");
  CHECK(actions.front().message == "the time that is left is too short");
  CHECK(database.value("select count(*) from selfopt.actions") == "0");
}
