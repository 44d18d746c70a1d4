#include <selfopt/error.hpp>

#include "pg/wire.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

TEST_CASE("user text of several statements is refused and runs none of them", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table victim (id int)");
  pg::Wire wire(database.database());
  CHECK_THROWS_AS(wire.prepare("q", "select 1; drop table victim"), Error);
  CHECK(database.value("select to_regclass('victim') is not null") == "t");
}

TEST_CASE("COPY stores what was sent, and nothing when it is given up", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table target (id int, name text)");
  pg::Wire wire(database.database());
  wire.copy_begin("copy target from stdin");
  wire.copy_send("1\tone\n2\ttwo\n");
  CHECK(wire.copy_end() == 2);
  wire.copy_begin("copy target from stdin");
  wire.copy_send("3\tthree\n");
  wire.copy_abort("test");
  CHECK(database.value("select count(*) from target") == "2");
}

TEST_CASE("an error of the server keeps its message and hint, without its label", "[server]") {
  const test::TemporaryDatabase database;
  pg::Wire wire(database.database());
  try {
    wire.execute("select c.relnam from pg_class c where c.relnam = 'x'");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::database);
    CHECK(error.message() == "column c.relnam does not exist");
    CHECK(error.hint().find("c.relname") != std::string::npos);
  }
}
