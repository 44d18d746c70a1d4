#include "sql/ddl_hazards.hpp"
#include "support/catch.hpp"

using namespace selfopt::sql;

namespace {

// Each hazard as "table: first words".
std::string hazards(const std::string& sql) {
  std::string text;
  for (const DdlHazard& hazard : read_ddl_hazards(sql))
    text += (text.empty() ? "" : "; ") + hazard.table + ": " + hazard.what.substr(0, 12);
  return text;
}

}  // namespace

TEST_CASE("what locks a table for long or loses data is a hazard, and its careful form is none") {
  CHECK(hazards("create index on s.t (a)") == "s.t: CREATE INDEX");
  CHECK(hazards("create index concurrently on s.t (a)").empty());
  CHECK(hazards("drop index i") == ": DROP INDEX w");
  CHECK(hazards("drop index concurrently i").empty());
  CHECK(hazards("drop table a, s.b") == "a: DROP TABLE l; s.b: DROP TABLE l");
  CHECK(hazards("drop view v").empty());
  CHECK(hazards("reindex table t") == "t: REINDEX with");
  CHECK(hazards("reindex (concurrently) table t").empty());
  CHECK(hazards("reindex table concurrently t").empty());
  CHECK(hazards("refresh materialized view v") == "v: REFRESH with");
  CHECK(hazards("refresh materialized view concurrently v").empty());
  CHECK(hazards("vacuum full t") == ": VACUUM FULL ");
  CHECK(hazards("vacuum analyze t").empty());
  CHECK(hazards("cluster t") == "t: CLUSTER writ");
  CHECK(hazards("truncate a, b") == "a: TRUNCATE tak; b: TRUNCATE tak");
}

TEST_CASE("ALTER TABLE is read command by command") {
  CHECK(hazards("alter table t add x int").empty());
  CHECK(hazards("alter table t add x int not null default 0").empty());
  CHECK(hazards("alter table t add x timestamptz default now()").empty());
  CHECK(hazards("alter table t add x int not null") == "t: a NOT NULL c");
  CHECK(hazards("alter table t add x uuid default gen_random_uuid()") == "t: a column wit");
  CHECK(hazards("alter table t add x int generated always as (a + 1) stored") == "t: a column wit");
  CHECK(hazards("alter table t add x int unique") == "t: a unique col");
  CHECK(hazards("alter table t alter x type bigint, alter y set not null") ==
        "t: another type; t: SET NOT NULL");
  CHECK(hazards("alter table t add foreign key (a) references u (b)") == "t: a foreign ke");
  CHECK(hazards("alter table t add foreign key (a) references u (b) not valid").empty());
  CHECK(hazards("alter table t add check (a > 0)") == "t: a check read");
  CHECK(hazards("alter table t add check (a > 0) not valid").empty());
  CHECK(hazards("alter table t add unique (a)") == "t: a unique con");
  CHECK(hazards("alter table t add constraint c unique using index i").empty());
  CHECK(hazards("alter table t drop column x") == "t: DROP COLUMN ");
  CHECK(hazards("alter table t rename x to y") == "t: a new name b");
  CHECK(hazards("alter table t set (fillfactor = 90)").empty());
}

TEST_CASE("queries and what does not parse have no hazards") {
  CHECK(hazards("select 1").empty());
  CHECK(hazards("alter tabel t").empty());
  CHECK(created_table("create table s.t (a int)") == "s.t");
  CHECK(created_table("create table t as select 1") == "t");
  CHECK(created_table("select 1").empty());
}
