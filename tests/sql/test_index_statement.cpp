#include "sql/index_statement.hpp"
#include "support/catch.hpp"

using selfopt::sql::read_index_statement;

TEST_CASE("a CREATE INDEX names its table and itself") {
  const auto statement = read_index_statement(
      R"(create index concurrently "My Idx" on bronze."Sales" (lower(email)) where status = 'x')");
  REQUIRE(statement.has_value());
  CHECK(statement->creates);
  CHECK(statement->schema == "bronze");
  CHECK(statement->table == "Sales");
  CHECK(statement->name == "My Idx");
  CHECK(statement->concurrently);
  CHECK_FALSE(statement->unique);
  CHECK_FALSE(statement->if_exists_clause);
}

TEST_CASE("a DROP INDEX names one index") {
  const auto statement = read_index_statement("drop index if exists bronze.x_idx");
  REQUIRE(statement.has_value());
  CHECK_FALSE(statement->creates);
  CHECK(statement->schema == "bronze");
  CHECK(statement->name == "x_idx");
  CHECK(statement->if_exists_clause);
}

TEST_CASE("anything else is no index statement") {
  for (const char* text :
       {"drop table sales", "create index i on t (a); drop table t", "drop index a, b", "select 1",
        "create table t (a int)", "", "create index on", "drop index"}) {
    INFO(text);
    CHECK_FALSE(read_index_statement(text).has_value());
  }
}
