#include "sql/feature_summary.hpp"

using selfopt::test::check;

// Statements as warehouses and applications have them, many constructs at a time. Every expectation
// was worked out by hand from the definitions in man selfopt-formats, before the program was asked.

TEST_CASE("hard statements: analytics over several relations") {
  check({
      {"select s_name, count(*) as numwait from supplier, lineitem l1, orders, nation "
       "where s_suppkey = l1.l_suppkey and o_orderkey = l1.l_orderkey and o_orderstatus = 'F' "
       "and l1.l_receiptdate > l1.l_commitdate and exists (select * from lineitem l2 "
       "where l2.l_orderkey = l1.l_orderkey and l2.l_suppkey <> l1.l_suppkey) "
       "and not exists (select * from lineitem l3 where l3.l_orderkey = l1.l_orderkey "
       "and l3.l_suppkey <> l1.l_suppkey and l3.l_receiptdate > l3.l_commitdate) "
       "and s_nationkey = n_nationkey and n_name = 'X' "
       "group by s_name order by numwait desc, s_name limit 100",
       "SELECT [lineitem,nation,orders,supplier] joins=3 filters=6 aggregations=1 subqueries=2 "
       "group_by=1 order_by=2 limit"},
      {"with ss as (select ca_county, d_qoy, sum(ss_ext_sales_price) as sales from store_sales, "
       "date_dim, customer_address where ss_sold_date_sk = d_date_sk and ss_addr_sk = "
       "ca_address_sk group by ca_county, d_qoy) select a.ca_county, b.sales / a.sales as growth "
       "from ss a, ss b where a.d_qoy = 1 and b.d_qoy = 2 and a.ca_county = b.ca_county and "
       "case when a.sales > 0 then b.sales / a.sales else null end > 1.2 order by a.ca_county",
       "SELECT [customer_address,date_dim,store_sales] joins=3 filters=3 aggregations=1 ctes=1 "
       "group_by=2 order_by=1"},
      {"select user_id, min(day), max(day) from (select user_id, day, day - (row_number() over "
       "(partition by user_id order by day))::int as island from visits where day >= date "
       "'2024-01-01') x group by user_id, island having count(*) >= 3",
       "SELECT [visits] filters=2 aggregations=3 subqueries=1 window_functions=1 group_by=2"},
      {"select region, product, grouping(region, product), sum(x) filter (where y > 0), "
       "count(distinct z) from sales s join products p using (product_id) group by grouping sets "
       "((region, product), rollup (region), cube (product), ()) "
       "having sum(x) filter (where y > 0) is not null order by grouping(region), region nulls "
       "first",
       "SELECT [products,sales] joins=1 filters=1 aggregations=3 group_by=2 order_by=2"},
      {"select id, sum(x) over w as run, avg(x) over (w rows between 6 preceding and current row), "
       "lag(x, 1, 0) over w, first_value(x) over (partition by g order by t range between "
       "interval '1 day' preceding and current row exclude ties) from m "
       "where t > now() - interval '7 days' window w as (partition by g order by t) "
       "order by run desc fetch first 10 rows only",
       "SELECT [m] filters=1 window_functions=4 order_by=1 limit"},
      {"select g, sum(count(*)) over (order by g), rank() over (order by sum(x) desc), "
       "count(*) filter (where x > avg_x) from t, (select avg(x) as avg_x from t) m "
       "where t.x is not null group by g, avg_x",
       "SELECT [t] joins=1 filters=1 aggregations=4 subqueries=1 window_functions=2 group_by=2"},
      {"select date_trunc('month', at) as m, sum(x) filter (where k = 'a') as a, sum(x) filter "
       "(where k = 'b') as b, sum(x) filter (where k not in ('a', 'b')) as other from t "
       "where at >= $1 and at < $2 group by rollup (date_trunc('month', at)) "
       "order by grouping(date_trunc('month', at)), m",
       "SELECT [t] filters=2 aggregations=3 group_by=1 order_by=2"},
      {"select d::date, count(l.id) from generate_series($1::timestamptz, $2::timestamptz, "
       "interval '1 day') as g(d) left join logins l on l.at >= g.d and l.at < g.d + interval "
       "'1 day' and l.ok group by g.d order by g.d",
       "SELECT [logins] joins=1 filters=1 aggregations=1 group_by=1 order_by=1"},
  });
}

TEST_CASE("hard statements: sub-selects within sub-selects") {
  check({
      {"select c.id, coalesce((select sum(o.total) from orders o where o.customer_id = c.id and "
       "o.state <> 'void'), 0) as total, case when exists (select 1 from tickets t "
       "where t.customer_id = c.id) then 'yes' else 'no' end from customers c "
       "where (select count(*) from orders o2 where o2.customer_id = c.id) > 3",
       "SELECT [customers,orders,tickets] filters=2 aggregations=2 subqueries=3"},
      {"select * from t where (a, b, c) > (1, 2, 3) and (d, e) in (select x, y from u "
       "where u.z = t.z) and f > all (select g from v) and row(h, i) is not null",
       "SELECT [t,u,v] filters=4 subqueries=2"},
      {"select * from (select * from (select a, b from t where a > 0) x where b < 5) y "
       "join (select a, max(c) as c from u group by a) z on y.a = z.a and y.b < z.c "
       "where z.c > 10",
       "SELECT [t,u] joins=1 filters=3 aggregations=1 subqueries=3 group_by=1"},
      {"select count(*) from t left join u on u.tid = t.id and u.kind = 'x' where u.tid is null "
       "and t.id not in (select tid from v where v.tid is not null)",
       "SELECT [t,u,v] joins=1 filters=4 aggregations=1 subqueries=1"},
      {"select array(select id from t where g = o.g order by id), o.arr[1:2][1] from o "
       "where o.id = any (select unnest(arr) from p) and 5 <> all (o.arr) "
       "and o.arr && array[1, 2]::int[]",
       "SELECT [o,p,t] filters=3 subqueries=2 order_by=1"},
      {"select * from t where a in (1, (select max(b) from u), $1) and b not in ('x') "
       "and (c is null) = true and d = some (array[1, 2])",
       "SELECT [t,u] filters=4 aggregations=1 subqueries=1"},
      {"select * from a where id in (select id from b union select id from c where x = 1) "
       "and exists (select 1 from d union all select 2 from e where e.id = a.id)",
       "SELECT [a,b,c,d,e] filters=3 subqueries=2 set_operations=2"},
      {"select c.name, o.total, t.tag, t.n from customers c left join lateral (select * from "
       "orders o where o.customer_id = c.id order by total desc limit 3) o on true "
       "cross join unnest(c.tags) with ordinality as t(tag, n) where t.n <= 2 "
       "and c.city is not null",
       "SELECT [customers,orders] joins=2 filters=3 subqueries=1 order_by=1 limit"},
  });
}

TEST_CASE("hard statements: CTEs and set operations") {
  check({
      {"with recursive walk(id, path) as (select id, array[id] from node where parent is null "
       "union all select n.id, w.path || n.id from node n join walk w on n.parent = w.id "
       "where not n.id = any (w.path) and array_length(w.path, 1) < 10) "
       "select count(*) from walk w left join node using (id) where node.kind in ('a', 'b')",
       "SELECT [node] joins=2 filters=3 aggregations=1 ctes=1 set_operations=1"},
      {"(select a from t1 where x = 1 union (select a from t2 intersect select a from t3 "
       "where y in (1, 2))) except (values (1), (2)) order by 1 limit 5",
       "SELECT [t1,t2,t3] filters=2 set_operations=3 order_by=1 limit"},
      {"select distinct on (k) * from (select k, at from a union all select k, at from b "
       "where at > $1) u order by k, at desc offset 10",
       "SELECT [a,b] filters=1 subqueries=1 set_operations=1 order_by=2 distinct"},
      {"with orders as (select * from orders where state = 'open'), big as (select * from orders "
       "where total > 100) select o.*, b.total from orders o join big b using (id) "
       "join public.orders p on p.id = o.id",
       "SELECT [orders,public.orders] joins=2 filters=2 ctes=2"},
      {"with moved as (delete from live where at < $1 returning *), kept as (insert into archive "
       "select * from moved where not dup returning id) select count(*) from kept k "
       "join archive a on a.id = k.id",
       "SELECT [archive,live] joins=1 filters=2 aggregations=1 ctes=2"},
      {"create table if not exists agg as with x as (select k from a union all select k from b) "
       "select k, count(*) as n from x group by k with no data",
       "CREATE TABLE AS [a,b] aggregations=1 ctes=1 set_operations=1 group_by=1"},
      {"copy (with c as (select * from t where a = 1 limit 5) select * from c join u using (id)) "
       "to stdout with (format csv)",
       "COPY [t,u] joins=1 filters=1 ctes=1 limit"},
  });
}

TEST_CASE("hard statements: joins in all their forms") {
  check({
      {"select \"Sales\".\"Order\".id, s2.\"Order\".id from \"Sales\".\"Order\" join "
       "\"s2\".\"Order\" on \"Sales\".\"Order\".\"Id\" = s2.\"Order\".\"Id\" "
       "where \"Sales\".\"Order\".\"Größe\" >= 10",
       "SELECT [\"Sales\".\"Order\",s2.\"Order\"] joins=1 filters=1"},
      {"select * from ((a natural join b) join (c cross join d) using (k)) left join e "
       "on e.k = a.k and e.v between a.lo and a.hi where d.x = 1 or not (c.y is null "
       "and b.z <> 'q')",
       "SELECT [a,b,c,d,e] joins=4 filters=3"},
      {"select coalesce(a.id, b.id) from a full join b on a.id = b.id "
       "where a.hash is distinct from b.hash or (a.id is null) <> (b.id is null)",
       "SELECT [a,b] joins=1"},
      {"select * from a, b join c on c.id = b.id and c.x = 1, d where a.id = d.id "
       "and b.k = a.k and d.m = (a.m + 1)",
       "SELECT [a,b,c,d] joins=3 filters=1"},
      {"select v.k, t.* from (values (1, 'a'), ($1, $2)) as v (k, n) left join t on t.k = v.k "
       "and t.n ilike v.n || '%' where coalesce(t.deleted, false) = false",
       "SELECT [t] joins=1 filters=1 subqueries=1"},
      {"select r.id from json_to_recordset($1::json) as r (id int, name text) join t "
       "on t.id = r.id and t.name <> r.name where r.id is not null",
       "SELECT [t] joins=1 filters=1"},
      {"select x.* from docs d, xmltable('/a/b' passing d.body columns id int path '@id', v text "
       "path 'v' default (select dflt from conf limit 1)) x where x.id > 5 and d.kind = 'k'",
       "SELECT [conf,docs] joins=1 filters=2 subqueries=1 limit"},
      {"select t.ctid, t.tableoid::regclass from parent t tablesample system (1) repeatable (42) "
       "join child c on c.pid = t.id and c.xmin::text <> '0' where t.ctid = '(0,1)'::tid "
       "for share of t nowait",
       "SELECT [child,parent] joins=1 filters=2"},
      {"create materialized view mv as select s.*, l.n from s, lateral (select count(*) as n "
       "from h where h.sid = s.id and h.at between s.first and s.last) l with no data",
       "CREATE MATERIALIZED VIEW [h,s] joins=1 aggregations=1 subqueries=1"},
  });
}

TEST_CASE("hard statements: those that write") {
  check({
      {"with due as (select id from jobs where state = 'new' and run_at <= now() "
       "order by priority limit 10 for update skip locked) update jobs j set state = 'run', "
       "started = now() from due d, workers w where j.id = d.id and w.free and w.id = "
       "(select min(id) from workers where free) returning j.id",
       "UPDATE [jobs,workers] joins=2 filters=5 aggregations=1 subqueries=1 ctes=1 order_by=1 "
       "limit"},
      {"delete from only cart_items ci using carts c left join users u on u.id = c.user_id "
       "where ci.cart_id = c.id and (c.closed_at < now() - interval '30 days' or u.id is null) "
       "and not exists (select from orders o where o.cart_id = c.id)",
       "DELETE [cart_items,carts,orders,users] joins=2 filters=3 subqueries=1"},
      {"insert into stats as s (day, n, top) select date_trunc('day', at), count(*), "
       "mode() within group (order by page) from hits where at >= now() - interval '1 day' "
       "and not bot group by 1 on conflict (day) do update set n = s.n + excluded.n, "
       "top = (select page from hits where at = excluded.day limit 1) "
       "where s.n is distinct from excluded.n returning day",
       "INSERT [hits,stats] filters=2 aggregations=2 subqueries=1 group_by=1 limit"},
      {"merge into target t using (select id, sum(qty) as qty from staging where batch = 7 "
       "group by id) s on t.id = s.id and t.region = 'eu' when matched and s.qty = 0 then delete "
       "when matched then update set qty = t.qty + s.qty when not matched then "
       "insert (id, qty) values (s.id, s.qty)",
       "MERGE [staging,target] joins=1 filters=2 aggregations=1 subqueries=1 group_by=1"},
      {"insert into t (a, b, c) values ((select max(id) + 1 from t), default, now()), "
       "($1, (select count(*) from u where u.k = 'x'), null) on conflict do nothing",
       "INSERT [t,u] filters=1 aggregations=2 subqueries=2"},
      {"update prices p set (lo, hi) = (select min(x), max(x) from ticks k where k.sym = p.sym "
       "and k.at >= d.from_at) from days d join prices prev on prev.sym = d.sym "
       "where p.sym = d.sym and d.day = current_date and prev.at < p.at",
       "UPDATE [days,prices,ticks] joins=2 filters=1 aggregations=2 subqueries=1"},
  });
}

TEST_CASE("hard statements: operators and odd text") {
  check({
      {"select e ->> 'sku' as sku, sum((e ->> 'qty')::int) from orders o, "
       "jsonb_array_elements(o.doc -> 'items') e where o.doc @> '{\"paid\": true}' "
       "and o.doc ? 'items' and e ->> 'sku' like 'A%' and (o.doc #>> '{ship,city}') = any ($1) "
       "group by e ->> 'sku' having sum((e ->> 'qty')::int) > $2 order by 2 desc",
       "SELECT [orders] joins=1 filters=5 aggregations=2 group_by=1 order_by=1"},
      {"select * from logs where msg ~* 'err(or)?' and host similar to 'db[0-9]+' "
       "and path not like '/tmp/%' escape '!' and starts_with(agent, 'curl') "
       "and to_tsvector('english', msg) @@ plainto_tsquery('disk')",
       "SELECT [logs] filters=5"},
      {"select id from t where kind = $1 order by case when pinned then 0 else 1 end, score desc "
       "nulls last, id limit greatest($2, 10) offset $3",
       "SELECT [t] filters=1 order_by=3 limit"},
      {"select /* a /* nested ; */ b */ $f$ select ';' from x $f$ as s, t.a -- from hidden;\n"
       " from t where a = $tag$;$$;$tag$ and b = E'\\';' ",
       "SELECT [t] filters=2"},
  });
}
