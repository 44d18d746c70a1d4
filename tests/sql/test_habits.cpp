#include <string>
#include <vector>

#include "sql/habits.hpp"
#include "support/catch.hpp"

using namespace selfopt::sql;

TEST_CASE("SELECT * counts only in the outermost SELECT") {
  CHECK(read_habits("select * from t").selects_star);
  CHECK(read_habits("select a, t.* from t").selects_star);
  CHECK_FALSE(read_habits("select a from (select * from t) s").selects_star);
  CHECK_FALSE(read_habits("select count(*) from t").selects_star);
}

TEST_CASE("the largest OFFSET counts, wherever it stands") {
  CHECK(read_habits("select 1 from t offset 20").offset == 20);
  CHECK(read_habits("select 1 from (select 1 from t limit 5 offset 3000) s offset 1").offset ==
        3000);
  CHECK_FALSE(read_habits("select 1 from t limit 5").offset.has_value());
  CHECK_FALSE(read_habits("select 1 from t offset $1").offset.has_value());
}

TEST_CASE("NOT IN of a sub-select, but not of a list, and not NOT EXISTS") {
  CHECK(read_habits("select 1 from t where a not in (select b from u)").not_in ==
        std::vector<std::string>{"b"});
  CHECK(read_habits("select 1 from t where not a in (select u.b + 1 from u)").not_in ==
        std::vector<std::string>{""});
  CHECK(read_habits("select 1 from t where a not in (1, 2)").not_in.empty());
  CHECK(read_habits("select 1 from t where a in (select b from u)").not_in.empty());
  CHECK(read_habits("select 1 from t where not exists (select b from u)").not_in.empty());
}

TEST_CASE("joins without a condition that say so") {
  CHECK(read_habits("select 1 from t cross join u").cross_joins);
  CHECK(read_habits("select 1 from t join u on true").cross_joins);
  CHECK_FALSE(read_habits("select 1 from t join u on t.a = u.a").cross_joins);
  CHECK_FALSE(read_habits("select 1 from t join u using (a)").cross_joins);
  CHECK_FALSE(read_habits("select 1 from t natural join u").cross_joins);
  CHECK_FALSE(read_habits("select 1 from t, u").cross_joins);
}

TEST_CASE("statements that are no queries, and what does not parse, have no habits") {
  CHECK_FALSE(read_habits("create index on t (a)").selects_star);
  CHECK_FALSE(read_habits("create view v as select * from t").selects_star);
  CHECK_FALSE(read_habits("do $$ begin null; end $$").selects_star);
  CHECK_FALSE(read_habits("selct *").selects_star);
}
