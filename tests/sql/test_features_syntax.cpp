#include "sql/feature_summary.hpp"

using selfopt::test::check;

// Every expectation here was worked out by hand from the definitions in man selfopt-formats.

TEST_CASE("features of LATERAL, functions and values in FROM") {
  check({
      {"select * from a left join lateral (select * from b where b.x = a.x limit 1) l on true",
       "SELECT [a,b] joins=1 filters=1 subqueries=1 limit"},
      {"select * from a cross join lateral jsonb_each(a.doc) as e(k, v) where k = 'x'",
       "SELECT [a] joins=1 filters=1"},
      {"select t.* from t, lateral unnest(t.a) x(v), lateral (select v + 1) y(w) where w > 2",
       "SELECT [t] joins=2 filters=1 subqueries=1"},
      {"select * from rows from (generate_series(1, 3), unnest(array[1, 2])) as r(x, y) "
       "where x > 1",
       "SELECT [] filters=1"},
      {"select * from unnest(array[1, 2]) with ordinality as u(v, n) where n = 1",
       "SELECT [] filters=1"},
      {"select * from json_to_recordset('[]') as r(a int, b text) where a > 1 and b is null",
       "SELECT [] filters=2"},
      {"select * from (values (1, 'a'), (2, 'b')) as v(id, name) join t using (id) "
       "where name = 'a'",
       "SELECT [t] joins=1 filters=1 subqueries=1"},
      {"select * from generate_series(1, 3) a, generate_series(1, a) b where a < b",
       "SELECT [] joins=1"},
      {"select array_agg(x) from unnest((select tags from t limit 1)) x",
       "SELECT [t] aggregations=1 subqueries=1 limit"},
      {"select * from xmltable('/r' passing '<r/>' columns a int path 'a') where a = 1",
       "SELECT [] filters=1"},
      {"select * from t tablesample bernoulli (5) repeatable (1), u", "SELECT [t,u] joins=1"},
  });
}

TEST_CASE("features of joins in their rarer forms") {
  check({
      {"select * from a join b on true", "SELECT [a,b] joins=1 filters=1"},
      {"select * from a natural left join b where x = 1", "SELECT [a,b] joins=1 filters=1"},
      {"select * from (t join u on t.a = u.a) as j where j.b = 1",
       "SELECT [t,u] joins=1 filters=1"},
      {"select * from a full join b using (id) left join c on c.id = a.id and c.x between 1 and 2",
       "SELECT [a,b,c] joins=2 filters=1"},
      {"select * from a right join b on a.id = b.id or a.k = b.k", "SELECT [a,b] joins=1"},
      {"select * from a, b where a.id = b.id and a.x + b.x > 5", "SELECT [a,b] joins=1 filters=1"},
      {"select * from a, b where a.id <> b.id", "SELECT [a,b] joins=1"},
      {"select * from a, b where a.n like b.pattern", "SELECT [a,b] joins=1"},
      {"select * from a, b where a.id in (b.x, b.y)", "SELECT [a,b] joins=1"},
      {"select * from a where a.x in (a.y, 5)", "SELECT [a] filters=1"},
      {"select * from s1.t join s2.t as t2 on s1.t.id = t2.id where s1.t.x = 1",
       "SELECT [s1.t,s2.t] joins=1 filters=1"},
      {"select * from \"Mixed\".\"t\"\"q\"", "SELECT [\"Mixed\".\"t\"\"q\"]"},
      {"select * from t as x (a, b) where x.a = 1", "SELECT [t] filters=1"},
      {"select * from t join u on t.id = u.id and t.day = '2024-01-01' "
       "join v on v.id = u.vid where t.x is not true",
       "SELECT [t,u,v] joins=2 filters=2"},
  });
}

TEST_CASE("a CTE's name hides tables where it is seen, and nowhere else") {
  check({
      {"with t as (select 1) select * from t, (with t as (select * from u) select * from t) x",
       "SELECT [u] joins=1 subqueries=1 ctes=2"},
      {"with a as (select * from b), b as (select * from a) select * from b", "SELECT [b] ctes=2"},
      {"with recursive a as (select * from b), b as (select 1) select * from a",
       "SELECT [] ctes=2"},
      {"select 1 from t where exists (with t as (select * from u) select * from t)",
       "SELECT [t,u] filters=1 subqueries=1 ctes=1"},
      {"with x as materialized (select * from t where a = 1) "
       "select count(*) from x join x y using (id)",
       "SELECT [t] joins=1 filters=1 aggregations=1 ctes=1"},
      {"insert into t with c as (select * from u) select * from c", "INSERT [t,u] ctes=1"},
      {"with c as (select * from u) insert into c select * from c", "INSERT [c,u] ctes=1"},
      {"with u as (update t set a = 1 where b = 2 returning *) select * from u where a > 0",
       "SELECT [t] filters=2 ctes=1"},
      {"with c as (select * from t) select a from c union select a from c",
       "SELECT [t] ctes=1 set_operations=1"},
      {"with recursive r (n) as (values (1) union all select n + 1 from r where n < 9) "
       "search depth first by n set o select * from r order by o",
       "SELECT [] filters=1 ctes=1 set_operations=1 order_by=1"},
  });
}

TEST_CASE("features of set operations") {
  check({
      {"(select a from t) intersect all (select a from u where b = 1)",
       "SELECT [t,u] filters=1 set_operations=1"},
      {"select a from (select a from t union select a from u) x where a = 1",
       "SELECT [t,u] filters=1 subqueries=1 set_operations=1"},
      {"select a from t union select a from u order by a",
       "SELECT [t,u] set_operations=1 order_by=1"},
      {"select a from t except all select a from u except select a from v",
       "SELECT [t,u,v] set_operations=2"},
      {"values (1) union select a from t", "SELECT [t] set_operations=1"},
  });
}

TEST_CASE("features of grouping, windows and FILTER in their rarer forms") {
  check({
      {"select a, b, sum(c) from t group by cube (a, b)", "SELECT [t] aggregations=1 group_by=2"},
      {"select a, grouping(a) from t group by rollup (a)", "SELECT [t] group_by=1"},
      {"select a, b from t group by a, rollup (a, b)", "SELECT [t] group_by=2"},
      {"select count(*) filter (where a > 1 and b = 2) from t where c = 3",
       "SELECT [t] filters=1 aggregations=1"},
      {"select sum(a) filter (where b > 0) over (partition by c) from t",
       "SELECT [t] window_functions=1"},
      {"select row_number() over (partition by a order by b desc rows between 1 preceding and "
       "current row) from t",
       "SELECT [t] window_functions=1"},
      {"select count(*) over () from t", "SELECT [t] window_functions=1"},
      {"select distinct on (a, b) a, b, c from t order by a, b, c desc",
       "SELECT [t] order_by=3 distinct"},
      {"select a from t order by b nulls last, c using >", "SELECT [t] order_by=2"},
      {"select string_agg(distinct a, ',' order by a) from t", "SELECT [t] aggregations=1"},
      {"select percent_rank(5) within group (order by a), mode() within group (order by b) from t",
       "SELECT [t] aggregations=2"},
      {"select a, count(*) as n from t group by a having count(*) > 1 order by n desc limit 10",
       "SELECT [t] filters=1 aggregations=2 group_by=1 order_by=1 limit"},
      {"select max(a) - min(b) from t where c >= 1 and c < 2",
       "SELECT [t] filters=2 aggregations=2"},
      {"select xmlelement(name a, b), xmlagg(c) from t", "SELECT [t] aggregations=1"},
      {"select (select count(*) from u where u.a = t.a) as n from t order by n",
       "SELECT [t,u] aggregations=1 subqueries=1 order_by=1"},
      {"select * from t order by a fetch first 5 rows with ties", "SELECT [t] order_by=1 limit"},
  });
}

TEST_CASE("features of operators, casts, arrays and JSON") {
  check({
      {"select data -> 'a' ->> 'b' from t where data @> '{\"x\": 1}' and data ? 'k'",
       "SELECT [t] filters=2"},
      {"select * from t where data #>> '{a,b}' = 'x' and data @? '$.a' and tags && array['a']",
       "SELECT [t] filters=3"},
      {"select * from t where a::date = current_date and b::text like 'x%'",
       "SELECT [t] filters=2"},
      {"select a[1], b[1:2], (c).d from t where a[1] = 5", "SELECT [t] filters=1"},
      {"select * from t where (a, b) in ((1, 2), (3, 4))", "SELECT [t] filters=1"},
      {"select * from t where (a, b) in (select c, d from u)",
       "SELECT [t,u] filters=1 subqueries=1"},
      {"select * from t where a = all (select b from u where u.c = t.c)",
       "SELECT [t,u] filters=1 subqueries=1"},
      {"select * from t where a is distinct from b", "SELECT [t] filters=1"},
      {"select * from t where (a, b) overlaps (c, d)", "SELECT [t] filters=1"},
      {"select * from t where a between symmetric 2 and 1 and b not in (1) and c similar to 'x%' "
       "and d isnull",
       "SELECT [t] filters=4"},
      {"select * from t where not (a = 1 and (b = 2 or not c))", "SELECT [t] filters=3"},
      {"select * from t where coalesce(a, 0) > 1 and nullif(b, 1) = 2 and greatest(c, d) < 5",
       "SELECT [t] filters=3"},
      {"select case when a > 1 then (select max(b) from u) else 0 end from t",
       "SELECT [t,u] aggregations=1 subqueries=1"},
      {"select * from t where a operator(pg_catalog.=) 1 and b at time zone 'utc' > now()",
       "SELECT [t] filters=2"},
      {"select * from t where lower(name) = lower($1) and upper(city) collate \"C\" like 'A%'",
       "SELECT [t] filters=2"},
  });
}

TEST_CASE("features of text with parameters, comments, hints and odd quotes") {
  check({
      {"select * from t where a = $1 and b in ($2, $3) and c = any ($4::int[]) limit $5",
       "SELECT [t] filters=3 limit"},
      {"/*+ SeqScan(t) */ select /* c; */ * from t -- end;\n where a = 1", "SELECT [t] filters=1"},
      {"select $$it's$$, $q$a $$ b$q$ from t where a = $x$;$x$", "SELECT [t] filters=1"},
      {"select e'a\\'b', u&'\\0041', b'01', x'ff', n'x' from t", "SELECT [t]"},
      {"select", "SELECT []"},
      {"select from t", "SELECT [t]"},
      {"select 1 where 1 = 1", "SELECT [] filters=1"},
      {"select a from t where b = 1 for update of t skip locked", "SELECT [t] filters=1"},
      {"select * into new_t from t where a = 1", "SELECT [t] filters=1"},
      {"SELECT\t\"a\"\r\nFROM\f\"t\"", "SELECT [t]"},
  });
}

TEST_CASE("features of statements that write, in their rarer forms") {
  check({
      {"insert into t (a) values ((select max(x) from u))",
       "INSERT [t,u] aggregations=1 subqueries=1"},
      {"update t set a = (select max(b) from u where u.id = t.id), c = default "
       "where d in (select e from v)",
       "UPDATE [t,u,v] filters=1 aggregations=1 subqueries=2"},
      {"update t set a = x.s from (select id, sum(b) as s from u group by id) x "
       "where x.id = t.id",
       "UPDATE [t,u] joins=1 aggregations=1 subqueries=1 group_by=1"},
      {"update only t as q set a = a + 1 where q.b = 1 returning a", "UPDATE [t] filters=1"},
      {"delete from t as d using u join v using (k) where d.id = u.id and v.x = 1",
       "DELETE [t,u,v] joins=2 filters=1"},
      {"delete from t where ctid = any (array(select ctid from t order by a limit 10))",
       "DELETE [t] filters=1 subqueries=1 order_by=1 limit"},
      {"delete from t where current of c", "DELETE [t] filters=1"},
      {"merge into t using (select * from s where x > 1) q on t.id = q.id and t.day = 5 "
       "when matched and t.a < q.a then delete when not matched then do nothing",
       "MERGE [s,t] joins=1 filters=2 subqueries=1"},
      {"with s as (select * from u) merge into t using s on t.id = s.id "
       "when matched then update set a = 1",
       "MERGE [t,u] joins=1 ctes=1"},
  });
}

TEST_CASE("more utility statements by their command tag") {
  check({
      {"prepare p as select * from t where a = 1", "PREPARE []"},
      {"execute p(1)", "EXECUTE []"},
      {"explain (analyze, buffers) select * from t", "EXPLAIN []"},
      {"create view v as select * from t", "CREATE VIEW []"},
      {"create schema if not exists s", "CREATE SCHEMA []"},
      {"create table t partition of p for values in (1)", "CREATE TABLE []"},
      {"create temp table x on commit drop as table t", "CREATE TABLE AS [t]"},
      {"alter index i rename to j", "ALTER INDEX []"},
      {"drop index concurrently if exists i, j", "DROP INDEX []"},
      {"reindex table t", "REINDEX []"},
      {"lock table t in share mode", "LOCK TABLE []"},
      {"comment on table t is 'x'", "COMMENT []"},
      {"savepoint s", "SAVEPOINT []"},
      {"rollback to savepoint s", "ROLLBACK []"},
      {"show work_mem", "SHOW []"},
      {"discard all", "DISCARD ALL []"},
      {"revoke all on t from x", "REVOKE []"},
  });
}
