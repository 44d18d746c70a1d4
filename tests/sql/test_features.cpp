#include <string>
#include <vector>

#include "sql/feature_summary.hpp"
#include "sql/features.hpp"
#include "sql/statement.hpp"
#include "support/catch.hpp"

using selfopt::Features;
using selfopt::sql::read_features;
using std::string;

using selfopt::test::Case;
using selfopt::test::check;

// Every expectation here was worked out by hand from the definitions in man selfopt-formats.

TEST_CASE("the seeds' tests: normalisation, tables, growing complexity") {
  CHECK(read_features("SELECT * FROM users WHERE id = 123").normalized_query ==
        "select * from users where id = $1");
  CHECK(read_features("SELECT * FROM users JOIN orders ON users.id = orders.user_id").tables ==
        std::vector<string>{"orders", "users"});
  const double simple = read_features("SELECT * FROM users").complexity_score();
  const double complex =
      read_features(
          "SELECT u.name, COUNT(*) FROM users u JOIN orders o ON u.id = o.user_id "
          "WHERE o.total > 100 GROUP BY u.name")
          .complexity_score();
  CHECK(simple == 0.5);
  CHECK(complex == 2 * 1 + 1 + 1.5 * 1 + 0.5 * 2);
}

TEST_CASE("features of plain SELECT statements") {
  check({
      {"select 1", "SELECT []"},
      {"select * from t", "SELECT [t]"},
      {"table t", "SELECT [t]"},
      {"values (1, 'a'), (2, 'b')", "SELECT []"},
      {"select * from s.t", "SELECT [s.t]"},
      {"select * from S.T", "SELECT [s.t]"},
      {"select * from \"Order Items\"", "SELECT [\"Order Items\"]"},
      {"select * from only t as x", "SELECT [t]"},
      {"select a from t where a = 1", "SELECT [t] filters=1"},
      {"select a from t where a = 1 and b > 2 and c < 3", "SELECT [t] filters=3"},
      {"select a from t where a = 1 or (b = 2 and not c = 3)", "SELECT [t] filters=3"},
      {"select a from t where a between 1 and 2", "SELECT [t] filters=1"},
      {"select a from t where a in (1, 2, 3)", "SELECT [t] filters=1"},
      {"select a from t where a like 'x%' and b is not null and c", "SELECT [t] filters=3"},
      {"select a from t where (a, b) = (1, 2)", "SELECT [t] filters=1"},
      {"select a from t where a = any(array[1, 2])", "SELECT [t] filters=1"},
      {"select a from t where a < b", "SELECT [t] filters=1"},
      {"select a from t where case when a = 1 then b = 2 else true end", "SELECT [t] filters=1"},
      {"select a from t where true", "SELECT [t] filters=1"},
      {"select distinct a from t order by a limit 5", "SELECT [t] order_by=1 distinct limit"},
      {"select distinct on (a) a, b from t order by a, b desc", "SELECT [t] order_by=2 distinct"},
      {"select a from t fetch first 3 rows only", "SELECT [t] limit"},
      {"select a from t limit all offset 5", "SELECT [t]"},
      {"select a from t for update", "SELECT [t]"},
      {"select a from t tablesample system (10) where a = 1", "SELECT [t] filters=1"},
  });
}

TEST_CASE("features of joins") {
  check({
      {"select * from a join b on a.id = b.id", "SELECT [a,b] joins=1"},
      {"select * from a, b where a.id = b.id", "SELECT [a,b] joins=1"},
      {"select * from a cross join b", "SELECT [a,b] joins=1"},
      {"select * from a natural join b join c using (x, y)", "SELECT [a,b,c] joins=2"},
      {"select * from a left join b on a.id = b.id and b.x = 1 where a.y = 2",
       "SELECT [a,b] joins=1 filters=2"},
      {"select * from a x join a y on x.id = y.parent", "SELECT [a] joins=1"},
      {"select * from a x join a y on x.id < y.id", "SELECT [a] joins=1"},
      {"select * from a join b on lower(a.k) = lower(b.k)", "SELECT [a,b] joins=1"},
      {"select * from a join b on a.day between b.first and b.last", "SELECT [a,b] joins=1"},
      {"select * from a join b on (a.x, a.y) = (b.x, b.y)", "SELECT [a,b] joins=1"},
      {"select * from a join b on a.id = b.id + a.x", "SELECT [a,b] joins=1 filters=1"},
      {"select * from a join b on a.id = b.id and a.x = a.y", "SELECT [a,b] joins=1 filters=1"},
      {"select * from a, b, c, d", "SELECT [a,b,c,d] joins=3"},
      // Whose columns these are the text does not say: an equality is taken for a join.
      {"select * from lineitem, orders where l_orderkey = o_orderkey",
       "SELECT [lineitem,orders] joins=1"},
      {"select * from lineitem, orders where l_commitdate < l_receiptdate",
       "SELECT [lineitem,orders] joins=1 filters=1"},
      {"select * from a, generate_series(1, 5) g where a.id = g", "SELECT [a] joins=1"},
      {"select * from generate_series(1, 5)", "SELECT []"},
      {"select * from a, lateral (select * from b where b.id = a.id) x",
       "SELECT [a,b] joins=1 subqueries=1"},
      {"select * from a, unnest(a.tags) as tag where tag = 'x'", "SELECT [a] joins=1 filters=1"},
  });
}

TEST_CASE("features of aggregation, windows and grouping") {
  check({
      {"select count(*) from t", "SELECT [t] aggregations=1"},
      {"select sum(a), max(b), lower(c) from t group by c", "SELECT [t] aggregations=2 group_by=1"},
      {"select count(distinct a) from t", "SELECT [t] aggregations=1"},
      {"select sum(a) filter (where b = 1) from t", "SELECT [t] aggregations=1"},
      {"select percentile_cont(0.5) within group (order by a) from t", "SELECT [t] aggregations=1"},
      {"select my_sum(a order by b) from t", "SELECT [t] aggregations=1"},
      {"select my_sum(a) from t", "SELECT [t]"},
      {"select other.sum(a), pg_catalog.sum(a) from t", "SELECT [t] aggregations=1"},
      {"select sum(a) over (partition by b order by c) from t", "SELECT [t] window_functions=1"},
      {"select rank() over w, sum(a) over w from t window w as (order by b)",
       "SELECT [t] window_functions=2"},
      {"select sum(sum(a)) over (order by b) from t group by b",
       "SELECT [t] aggregations=1 window_functions=1 group_by=1"},
      {"select a, count(*) from t group by a having count(*) > 5 and min(b) < 3",
       "SELECT [t] filters=2 aggregations=3 group_by=1"},
      {"select a, b, count(*) from t group by grouping sets ((a, b), (a), ())",
       "SELECT [t] aggregations=1 group_by=2"},
      {"select a, b, count(*) from t group by rollup (a, b)",
       "SELECT [t] aggregations=1 group_by=2"},
      {"select date_trunc('month', d) as m, sum(x) from t group by 1 order by 2 desc",
       "SELECT [t] aggregations=1 group_by=1 order_by=1"},
      {"select sum(x) as s from t order by s, sum(y)", "SELECT [t] aggregations=2 order_by=2"},
      {"select array_agg(a order by b), string_agg(c, ',') from t", "SELECT [t] aggregations=2"},
  });
}

TEST_CASE("features of sub-selects, CTEs and set operations") {
  check({
      {"select * from (select a from t where a > 1) x where x.a < 5",
       "SELECT [t] filters=2 subqueries=1"},
      {"select * from a where id in (select id from b where x = 1)",
       "SELECT [a,b] filters=2 subqueries=1"},
      {"select * from a where exists (select 1 from b where b.id = a.id)",
       "SELECT [a,b] filters=1 subqueries=1"},
      {"select * from a where not exists (select 1 from b where b.id = a.id and b.x > 3)",
       "SELECT [a,b] filters=2 subqueries=1"},
      {"select * from a where x > (select avg(x) from a)",
       "SELECT [a] filters=1 aggregations=1 subqueries=1"},
      {"select (select max(x) from b where b.id = a.id) from a",
       "SELECT [a,b] aggregations=1 subqueries=1"},
      {"with c as (select * from t) select * from c", "SELECT [t] ctes=1"},
      {"with t as (select * from t where a = 1) select * from t", "SELECT [t] filters=1 ctes=1"},
      {"with t as (select 1) select * from public.t", "SELECT [public.t] ctes=1"},
      {"with a as (select * from t), b as (select * from a) select * from a, b",
       "SELECT [t] joins=1 ctes=2"},
      {"with recursive r as (select id from t where id = 1 union all "
       "select t.id from t join r on t.parent = r.id) select * from r",
       "SELECT [t] joins=1 filters=1 ctes=1 set_operations=1"},
      {"select * from (with c as (select * from t) select * from c) x, c",
       "SELECT [c,t] joins=1 subqueries=1 ctes=1"},
      {"with d as (delete from t where a = 1 returning *) insert into log select * from d",
       "INSERT [log,t] filters=1 ctes=1"},
      {"select a from t union select b from u", "SELECT [t,u] set_operations=1"},
      {"select a from t union all select b from u except select c from v order by 1 limit 3",
       "SELECT [t,u,v] set_operations=2 order_by=1 limit"},
      {"(select a from t order by a limit 1) union all (select b from u order by b limit 1)",
       "SELECT [t,u] set_operations=1 order_by=2 limit"},
      {"select array(select a from t), exists (select 1 from u)", "SELECT [t,u] subqueries=2"},
      {"select o_id from orders where exists (select * from lineitem where l_id = o_id "
       "and l_commit < l_receipt)",
       "SELECT [lineitem,orders] filters=2 subqueries=1"},
  });
}

TEST_CASE("features of statements that write") {
  check({
      {"insert into t values (1, 2)", "INSERT [t]"},
      {"insert into t default values", "INSERT [t]"},
      {"insert into t (a, b) select a, sum(b) from u where c = 1 group by a",
       "INSERT [t,u] filters=1 aggregations=1 group_by=1"},
      {"insert into t values (1) on conflict (a) do update set b = excluded.b where t.c > 0 "
       "returning a",
       "INSERT [t] filters=1"},
      {"update t set a = 1 where b = 2", "UPDATE [t] filters=1"},
      {"update t set a = u.a from u where t.id = u.id and u.x = 1",
       "UPDATE [t,u] joins=1 filters=1"},
      {"update t set (a, b) = (select c, d from u where u.id = t.id)", "UPDATE [t,u] subqueries=1"},
      {"delete from t where a < 5", "DELETE [t] filters=1"},
      {"delete from t using u, v where t.id = u.id and u.id = v.id", "DELETE [t,u,v] joins=2"},
      {"merge into t using s on t.id = s.id when matched and s.x > 1 then update set a = s.a "
       "when not matched then insert values (s.id)",
       "MERGE [s,t] joins=1"},
  });
}

TEST_CASE("utility statements have a type, and features only if they run a query") {
  check({
      {"create table t (a int primary key, b text default 'x')", "CREATE TABLE []"},
      {"create unlogged table x as select * from t where a = 1", "CREATE TABLE AS [t] filters=1"},
      {"create materialized view v as select count(*) from t",
       "CREATE MATERIALIZED VIEW [t] aggregations=1"},
      {"create or replace view v as select 1", "CREATE VIEW []"},
      {"create unique index concurrently i on t (a)", "CREATE INDEX []"},
      {"create or replace function f() returns int language sql as 'select 1'",
       "CREATE FUNCTION []"},
      {"create user x", "CREATE ROLE []"},
      {"drop group x", "DROP ROLE []"},
      {"create user mapping for x server s", "CREATE USER MAPPING []"},
      {"grant select on t to x", "GRANT []"},
      {"grant a to b", "GRANT ROLE []"},
      {"alter table t add column c int", "ALTER TABLE []"},
      {"drop table if exists t", "DROP TABLE []"},
      {"truncate t, u", "TRUNCATE TABLE []"},
      {"copy t from stdin", "COPY []"},
      {"copy (select * from t where a = 1) to stdout", "COPY [t] filters=1"},
      {"declare c cursor for select * from t", "DECLARE CURSOR [t]"},
      {"explain select * from t where a = 1", "EXPLAIN []"},
      {"vacuum analyze t", "VACUUM []"},
      {"analyze", "ANALYZE []"},
      {"begin", "BEGIN []"},
      {"start transaction read only", "START TRANSACTION []"},
      {"end", "COMMIT []"},
      {"set local work_mem = '1GB'", "SET []"},
      {"refresh materialized view v", "REFRESH MATERIALIZED VIEW []"},
      {"do $$ begin end $$", "DO []"},
      {"call f(1)", "CALL []"},
  });
}

TEST_CASE("what does not parse says so") {
  check({
      {"", "error: there is no statement"},
      {"-- only a comment", "error: there is no statement"},
      {"selekt 1", "error: syntax error at or near \"selekt\""},
      {"select * from t where", "error: syntax error at end of input"},
      {"select \"open", "error: unterminated quoted identifier at or near \"\"open\""},
  });
  const Features features = read_features("SELECT  1 FROM where");
  CHECK(features.query_hash.empty());
  CHECK(features.error_position == 16);
  CHECK(features.normalized_query == "select 1 from where");
}

TEST_CASE("normalised text is one line with parameters for constants") {
  const std::vector<Case> cases{
      {"SELECT  a,\n\tb -- c\nFROM /* x */ T", "select a, b from t"},
      {"select 'a' 'b'", "error"},
      {"select 'a'\n 'b', 1", "select $1, $2"},
      {"select -1, - 2, 3-1", "select $1, $2, $3-$4"},
      {"select \"A b\".C from \"A b\"", "select \"A b\".c from \"A b\""},
      {"select e'\\'', $$x$$, x'1f', b'01', 1.5e-3, null, true",
       "select $1, $2, $3, $4, $5, $6, $7"},
      {"select a from t where b = $2 and c = 5", "select a from t where b = $2 and c = $3"},
      {"select date '2020-01-01', interval '1 day'", "select date $1, interval $2"},
      {"select date'2020-01-01'", "select date $1"},
      {"select a from t where b='x'and c=1", "select a from t where b=$1 and c=$2"},
      {"select extract(year from d)", "select extract(year from d)"},
      {"select a::numeric(10,2) from t", "select a::numeric(10,2) from t"},
      {"select a, 7 from t group by 1, a + 2 order by 1",
       "select a, $1 from t group by 1, a + $2 order by 1"},
      {"select a from t where b is null and c is true",
       "select a from t where b is null and c is true"},
      {"alter role x password E'sec\\'ret'", "alter role x password $1"},
      {"create table t (a varchar(10) default 'x')", "create table t (a varchar(10) default $1)"},
      {"select É from t", "select É from t"},
  };
  for (const Case& one : cases) {
    INFO(one.sql);
    const Features features = read_features(one.sql);
    CHECK((features.error ? "error" : features.normalized_query) == one.expected);
    if (!features.error) CHECK(selfopt::sql::normalize(one.sql) == one.expected);
  }
}

TEST_CASE("normalised text parses and has the fingerprint of the original") {
  for (const string sql :
       {"select a, count(*) from t where b = 'x' and c in (1, 2) group by 1 having sum(d) > 5",
        "insert into t (a, b) values (1, 'x'), (2, null)",
        "update t set a = a + 1 where b between 1 and 2", "delete from t where a like 'x%'"})
    CHECK(selfopt::sql::fingerprint(selfopt::sql::normalize(sql)) ==
          selfopt::sql::fingerprint(sql));
}
