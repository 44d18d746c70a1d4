#include "sql/effect.hpp"
#include "support/catch.hpp"

using namespace selfopt::sql;

namespace {
Effect effect(std::string_view statement) {
  return glance_at(statement).effect;
}
}  // namespace

TEST_CASE("what only reads is told from what writes") {
  CHECK(effect("select 1") == Effect::reads);
  CHECK(effect("values (1), (2)") == Effect::reads);
  CHECK(effect("table t") == Effect::reads);
  CHECK(effect("with a as (select 1) select * from a union select 2") == Effect::reads);
  CHECK(effect("select * from t where id = $1") == Effect::reads);
  CHECK(effect("insert into t select 1") == Effect::writes);
  CHECK(effect("update t set a = 1") == Effect::writes);
  CHECK(effect("delete from t") == Effect::writes);
  CHECK(effect("merge into t using s on t.a = s.a when matched then delete") == Effect::writes);
}

TEST_CASE("a SELECT can write, too") {
  CHECK(effect("with d as (delete from t returning *) select * from d") == Effect::writes);
  CHECK(effect("select 1 into t") == Effect::writes);
  CHECK(effect("select 1 as a into t union select 2") == Effect::writes);
  CHECK(effect("select * from t for update") == Effect::writes);
}

TEST_CASE("what a rollback would not take back is neither") {
  CHECK(effect("commit") == Effect::other);
  CHECK(effect("set transaction read write") == Effect::other);
  CHECK(effect("drop table t") == Effect::other);
  CHECK(effect("copy t to program 'sh'") == Effect::other);
  CHECK(effect("call p()") == Effect::other);
  CHECK(effect("explain analyze delete from t") == Effect::other);
}

TEST_CASE("what is not one statement that parses is unknown") {
  CHECK(effect("selct 1") == Effect::unknown);
  CHECK(effect("select 1; drop table t") == Effect::unknown);
  CHECK(effect("") == Effect::unknown);
  CHECK(glance_at("selct 1").error.has_value());
  CHECK(glance_at("selct 1").query_hash.empty());
  CHECK(glance_at("select 1").query_hash == fingerprint("select 2"));
}
