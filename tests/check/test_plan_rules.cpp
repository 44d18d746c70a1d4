#include "check/sight.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using test::Codes;
using test::Scene;

namespace {

PlanNode node(const std::string& type, std::vector<PlanNode> children) {
  PlanNode node;
  node.type = type;
  node.children = std::move(children);
  return node;
}

PlanNode ran(PlanNode node, double expected, double got, double loops = 1) {
  node.rows = expected;
  node.actual_rows = got;
  node.loops = loops;
  return node;
}

PlanNode scan(const std::string& alias) {
  PlanNode node = Scene::scan("Seq Scan", "");
  node.alias = alias;
  return node;
}

// A scene without a baseline, since these rules need none.
Scene planned(PlanNode plan, const std::string& sql = "select 1 from t") {
  Scene scene;
  scene.has_before = false;
  scene.after.plan = std::move(plan);
  scene.statement.sql = sql;
  return scene;
}

void add_table(Scene& scene, const std::string& key, const std::string& type = "integer") {
  Table table;
  table.schema = "public";
  table.name = "t";
  table.sql_name = "public.t";
  Column column;
  column.name = column.sql_name = "a";
  column.type = type;
  table.columns.push_back(column);
  scene.schema.catalog.search_path = {"public"};
  scene.schema.catalog.tables.push_back(table);
  Index index;
  index.name = "t_a_idx";
  index.table = "public.t";
  index.method = "btree";
  index.keys = {key};
  scene.schema.catalog.indexes.push_back(index);
}

PlanNode filtered(const std::string& filter) {
  PlanNode node = scan("t");
  node.filter = filter;
  return node;
}

}  // namespace

TEST_CASE("bad-estimate takes 100 times and a thousand rows") {
  CHECK(planned(ran(scan("t"), 10, 1001)).found() == Codes{"warning bad-estimate"});
  CHECK(planned(ran(scan("t"), 10, 1000)).found().empty());
  CHECK(planned(ran(scan("t"), 1, 999)).found().empty());
  CHECK(planned(ran(scan("t"), 5000, 1)).found() == Codes{"warning bad-estimate"});
  CHECK(planned(ran(scan("t"), 5000, 0, 0)).found().empty());  // never run
}

TEST_CASE("fewer rows than expected are no error where not all are asked for") {
  PlanNode limit = ran(node("Limit", {ran(scan("t"), 5000, 1)}), 1, 1);
  CHECK(planned(limit).found().empty());
  limit.children[0].rows = 1;
  limit.children[0].actual_rows = 5000;
  CHECK(planned(limit).found() == Codes{"warning bad-estimate"});
}

TEST_CASE("nested-loop counts searches and pairs") {
  PlanNode inner = Scene::scan("Index Scan", "t_a_idx");
  inner.alias = "u";
  inner.condition = "(u.a = t.a)";
  CHECK(planned(node("Nested Loop", {ran(scan("t"), 10001, 10001), ran(inner, 1, 1, 10001)}))
            .found() == Codes{"warning nested-loop"});
  CHECK(planned(node("Nested Loop", {ran(scan("t"), 10000, 10000), ran(inner, 1, 1, 10000)}))
            .found()
            .empty());
  PlanNode joined = node("Nested Loop", {ran(scan("t"), 2000, 2000), ran(scan("u"), 600, 600)});
  joined.join_condition = "(t.a < u.a)";
  CHECK(planned(joined).found() == Codes{"warning nested-loop"});
}

TEST_CASE("cross-join is a nested loop without any condition between its sides") {
  PlanNode plan = node("Nested Loop", {ran(scan("t"), 500, 500), ran(scan("u"), 200, 200)});
  CHECK(planned(plan).found() == Codes{"warning cross-join"});
  plan.children[1].filter = "(u.a > t.a)";
  CHECK(planned(plan).found().empty());
  plan.children[1].filter.clear();
  plan.join_condition = "(u.a > t.a)";
  CHECK(planned(plan).found().empty());
  plan.join_condition.clear();
  plan.children[0].actual_rows = 499;
  CHECK(planned(plan).found().empty());
}

TEST_CASE("function-on-column needs an index on the bare column and a table read whole") {
  Scene scene =
      planned(filtered("(lower(t.a) = 'x'::text)"), "select 1 from t where lower(a) = 'x'");
  add_table(scene, "a", "text");
  CHECK(scene.found() == Codes{"warning function-on-column"});
  scene.statement.sql = "select 1 from t where a = 'x'";
  CHECK(scene.found().empty());
  scene.statement.sql = "select 1 from t where lower(a) = 'x'";
  scene.schema.catalog.indexes[0].keys = {"lower(a)"};
  CHECK(scene.found().empty());
  scene.schema.catalog.indexes[0].keys = {"a"};
  scene.schema.tables["public.t"].state.blocks = 99;
  CHECK(scene.found().empty());
}

TEST_CASE("cast-on-column reads it from the filter, and knows what is no cast") {
  Scene scene = planned(filtered("((t.a)::numeric = 1.5)"), "select 1 from t where a = 1.5");
  add_table(scene, "a");
  CHECK(scene.found() == Codes{"warning cast-on-column"});
  scene.schema.catalog.indexes[0].keys = {"b"};
  CHECK(scene.found().empty());
  Scene text = planned(filtered("((t.a)::text = 'x'::text)"), "select 1 from t where a = 'x'");
  add_table(text, "a", "character varying(9)");
  CHECK(text.found().empty());
}

TEST_CASE("select-star takes wide rows") {
  PlanNode wide = scan("t");
  wide.width = 300;
  CHECK(planned(wide, "select * from t").found() == Codes{"warning select-star"});
  CHECK(planned(wide, "select a from t").found().empty());
  wide.width = 299;
  CHECK(planned(wide, "select * from t").found().empty());
}

TEST_CASE("offset-paging takes a thousand rows") {
  CHECK(planned(scan("t"), "select 1 from t offset 1000").found() ==
        Codes{"warning offset-paging"});
  CHECK(planned(scan("t"), "select 1 from t offset 999").found().empty());
}

TEST_CASE("not-in-null asks the catalog whether the column may be NULL") {
  const std::string sql = "select 1 from t where 1 not in (select a from t)";
  Scene scene = planned(scan("t"), sql);
  CHECK(scene.found() == Codes{"warning not-in-null"});
  add_table(scene, "b");
  CHECK(scene.found() == Codes{"warning not-in-null"});
  scene.schema.catalog.tables[0].columns[0].not_null = true;
  CHECK(scene.found().empty());
}

TEST_CASE("foreign-key speaks of big tables that the statement reads") {
  Scene scene = planned(scan("t"));
  scene.schema.unindexed_foreign_keys = {{"public.t", "t_fk", "a", "u"}};
  CHECK(scene.found() == Codes{"note foreign-key"});
  scene.schema.unindexed_foreign_keys[0].table = "public.other";
  CHECK(scene.found().empty());
}

TEST_CASE("unsafe-ddl leaves tables alone that the file itself made") {
  Scene scene = planned({}, "create index on t (a)");
  CHECK(scene.found() == Codes{"error unsafe-ddl"});
  scene.statement.tables_made_before = {"t"};
  CHECK(scene.found().empty());
  scene.statement.tables_made_before.clear();
  scene.statement.sql = "create index concurrently on t (a)";
  CHECK(scene.found().empty());
}
