#include <string>
#include <vector>

#include "sql/features.hpp"
#include "support/catch.hpp"

using selfopt::ColumnUse;
using selfopt::Features;
using selfopt::Operand;
using selfopt::sql::read_features;
using std::string;

namespace {

// "t.a equality = constant 1", parts that say nothing left out; output uses only if asked for.
std::vector<string> columns(const string& sql, bool outputs = false) {
  std::vector<string> result;
  for (const ColumnUse& use : read_features(sql).columns) {
    if (use.role == selfopt::ColumnRole::output && !outputs) continue;
    string text = (use.table.empty() ? "?" : use.table) + "." + use.column + " ";
    text += to_string(use.role);
    if (!use.op.empty()) text += " " + use.op;
    if (use.operand != Operand::none) text += " " + string(to_string(use.operand));
    if (!use.constant.empty()) text += " " + use.constant;
    if (!use.expression.empty()) text += " {" + use.expression + "}";
    if (use.under_or) text += " or";
    if (use.descending) text += " desc";
    result.push_back(text);
  }
  return result;
}

using Uses = std::vector<string>;

}  // namespace

TEST_CASE("columns of comparisons carry operator and operand") {
  CHECK(columns("select 1 from t where a = 1 and b > 'x' and 5 >= c and d <> 2") ==
        Uses{"t.a equality = constant 1", "t.b range > constant 'x'", "t.c range <= constant 5",
             "t.d other <> constant 2 or"});
  CHECK(columns("select 1 from t where a = $1 and b < now() and c = d") ==
        Uses{"t.a equality = parameter", "t.b range < expression", "t.c equality = column",
             "t.d equality = column"});
  CHECK(columns("select 1 from t where a between 1 and 2 and b not between $1 and $2") ==
        Uses{"t.a range BETWEEN constant", "t.b range NOT BETWEEN parameter or"});
  CHECK(columns("select 1 from t where a in (1, 2) and b = any($1) and c not in (3)") ==
        Uses{"t.a in = constant", "t.b in = parameter", "t.c in <> constant or"});
  CHECK(columns("select 1 from t where a like 'x%' and b not ilike 'y' and c ~ '^z'") ==
        Uses{"t.a like ~~ constant 'x%'", "t.b like !~~* constant 'y' or",
             "t.c like ~ constant '^z'"});
  CHECK(
      columns("select 1 from t where a is null and b is not null and c and not d and e is false") ==
      Uses{"t.a null IS NULL", "t.b null IS NOT NULL", "t.c equality = constant true",
           "t.d equality = constant true or", "t.e equality = constant false"});
  CHECK(
      columns("select 1 from t where a = date '2020-01-01' and b = 'it''s'::text") ==
      Uses{"t.a equality = constant '2020-01-01'::date", "t.b equality = constant 'it''s'::text"});
}

TEST_CASE("columns are resolved among very many relations, too") {
  string sql = "select 1 from t0";
  for (int i = 1; i < 200; ++i)
    sql += " join t" + std::to_string(i) + " on t" + std::to_string(i) + ".a = 1";
  const Uses found =
      columns(sql + " where t3.b = 2 and exists (select from t3 where t3.c = t150.d)");
  REQUIRE(found.size() == 202);
  CHECK(found[0] == "t1.a equality = constant 1");
  CHECK(found[198] == "t199.a equality = constant 1");
  CHECK(found[199] == "t3.b equality = constant 2");
  CHECK(found[200].starts_with("t3.c join ="));
  CHECK(found[201].starts_with("t150.d join ="));
}

TEST_CASE("columns below OR and NOT are marked") {
  CHECK(columns("select 1 from t where a = 1 and (b = 2 or c = 3)") ==
        Uses{"t.a equality = constant 1", "t.b equality = constant 2 or",
             "t.c equality = constant 3 or"});
}

TEST_CASE("columns in expressions carry SQL that CREATE INDEX takes") {
  CHECK(columns("select 1 from t as x where lower(x.a) = 'k' and x.b + 1 > 5 and x.c::date = $1") ==
        Uses{"t.a equality = constant 'k' {lower(a)}", "t.b range > constant 5 {b + 1}",
             "t.c equality = parameter {c::date}"});
  CHECK(columns("select 1 from t where date_trunc('month', d) = $1 and data ->> 'k' = 'v' and "
                "coalesce(\"A b\", 0) = 1 and extract(year from d) = 2020") ==
        Uses{"t.d equality = parameter {date_trunc('month', d)}",
             "t.data equality = constant 'v' {data ->> 'k'}",
             "t.A b equality = constant 1 {coalesce(\"A b\", 0)}",
             "t.d equality = constant 2020 {pg_catalog.\"extract\"('year', d)}"});
  CHECK(columns("select 1 from t group by date_trunc('day', d) order by lower(a) desc") ==
        Uses{"t.d group {date_trunc('day', d)}", "t.a order {lower(a)} desc"});
  CHECK(columns("select 1 from t where case when a then b end = 1") ==
        Uses{"t.a equality = constant 1 {?}", "t.b equality = constant 1 {?}"});
}

TEST_CASE("columns are resolved through aliases, sub-selects and CTEs") {
  CHECK(columns("select 1 from s.orders o join customers c on o.cid = c.id where c.x = 1") ==
        Uses{"s.orders.cid join = column", "customers.id join = column",
             "customers.x equality = constant 1"});
  CHECK(columns("select 1 from (select a as k, b + 1 as n from t) x where x.k = 1 and n = 2") ==
        Uses{"t.a equality = constant 1", "?.n equality = constant 2"});
  CHECK(columns("with c as (select * from t) select 1 from c where c.a = 1") ==
        Uses{"t.a equality = constant 1"});
  CHECK(columns("with c (k) as (select a from t) select 1 from c, u where k = 1 and z = 2") ==
        Uses{"t.a equality = constant 1", "u.z equality = constant 2"});
  CHECK(columns("select 1 from a join b using (id) where id = 5") ==
        Uses{"a.id join = column", "b.id join = column", "a.id equality = constant 5"});
  CHECK(columns("select 1 from a where exists (select 1 from b where b.id = a.id and x = 1)") ==
        Uses{"b.id join = column", "a.id join = column", "b.x equality = constant 1"});
  CHECK(columns("select 1 from a where k in (select id from b)") ==
        Uses{"a.k in = expression", "b.id join = column"});
}

TEST_CASE("columns that the text does not give to a table name their block") {
  const Features features =
      read_features("select 1 from a, b where x = 1 and exists (select 1 from c, d where y = 2)");
  REQUIRE(features.columns.size() == 2);
  CHECK(features.columns[0].table.empty());
  CHECK(features.columns[0].relation == -1);
  CHECK(features.columns[0].block == 0);
  CHECK(features.columns[1].block == 1);
  CHECK(features.block_parents == std::vector<int>{-1, 0});
  REQUIRE(features.relations.size() == 4);
  CHECK(features.relations[1].table == "b");
  CHECK(features.relations[3].block == 1);
}

TEST_CASE("each occurrence of a relation has its own number") {
  const Features features =
      read_features("select 1 from t x, t y where x.a = 1 and y.a = 2 and x.b = 3");
  REQUIRE(features.columns.size() == 3);
  CHECK(features.columns[0].relation == 0);
  CHECK(features.columns[1].relation == 1);
  CHECK(features.columns[2].relation == 0);
  CHECK(features.relations[1].alias == "y");
}

TEST_CASE("columns of grouping, order and output") {
  CHECK(columns("select a, max(b) from t group by a order by 2 desc, a desc", true) ==
        Uses{"t.a output", "t.b output", "t.a group", "t.a order desc"});
  CHECK(columns("select a as k, b from t group by k, 2 order by k", true) ==
        Uses{"t.a output", "t.b output", "t.a group", "t.b group", "t.a order"});
  CHECK(columns("select distinct a from t") == Uses{"t.a group"});
  CHECK(columns("select sum(a) over (partition by b order by c desc) from t", true) ==
        Uses{"t.a output", "t.b group", "t.c order desc"});
  CHECK(columns("select x.*, count(*) from t x", true) == Uses{"t.* output"});
  CHECK(columns("update t set a = b where c = 1 returning d", true) ==
        Uses{"t.a output", "t.b output", "t.c equality = constant 1", "t.d output"});
}
