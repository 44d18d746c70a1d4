#include "check/cause.hpp"
#include "check/ignored_rules.hpp"
#include "check/plan_changes.hpp"
#include "check/sight.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using test::Codes;
using test::Scene;

namespace {

std::string cause(const Scene& scene) {
  return checking::likely_cause(scene.before, scene.after, scene.schema);
}

Scene with_index(bool valid) {
  Scene scene;
  scene.before.plan = Scene::scan("Index Scan", "t_a_idx");
  Table table;
  table.schema = "public";
  table.name = "t";
  table.sql_name = "public.t";
  scene.schema.catalog.tables.push_back(table);
  Index index;
  index.name = "t_a_idx";
  index.table = "public.t";
  index.keys = {"a"};
  index.definition = "CREATE INDEX t_a_idx ON public.t USING btree (a)";
  index.valid = valid;
  scene.schema.catalog.indexes.push_back(index);
  return scene;
}

}  // namespace

TEST_CASE("the surest cause comes first") {
  Scene scene;
  CHECK(cause(scene).empty());
  scene.after.tables["public.t"].rows = 3000;
  CHECK(cause(scene) == "public.t grew from 1,000 to 3,000 rows");
  scene.schema.tables["public.t"].changed_rows = 2000;
  CHECK(cause(scene) ==
        "public.t grew from 1,000 to 3,000 rows; statistics of public.t are stale, 2,000 rows "
        "changed since: ANALYZE it");
  scene.after.server_version = 160014;
  CHECK(cause(scene) == "the server is PostgreSQL 16 instead of 15");
  scene.before.settings["work_mem"] = "64MB";
  CHECK(cause(scene) == "setting work_mem changed from 64MB to default");
  scene.before.plan = Scene::scan("Index Scan", "t_a_idx");
  CHECK(cause(scene) == "index t_a_idx (btree (a)) on public.t is gone");
  scene.after.query_hash = "another";
  CHECK(cause(scene) == "the statement was changed");
}

TEST_CASE("why an index is not used: invalid, cast, or not wanted") {
  Scene scene = with_index(false);
  CHECK(checking::lost_indexes(scene.before, scene.after, scene.schema).at(0).why ==
        "is invalid: REINDEX it");
  scene = with_index(true);
  CHECK(checking::lost_indexes(scene.before, scene.after, scene.schema).at(0).why ==
        "is there, but the planner prefers another way");
  scene.after.plan.filter = "((t.a)::numeric = 1.0)";
  CHECK(checking::lost_indexes(scene.before, scene.after, scene.schema).at(0).why ==
        "is there, but the condition casts its column");
}

TEST_CASE("a table that has more blocks but no more rows is bloated") {
  Scene scene;
  scene.after.tables["public.t"].blocks = 2000;
  CHECK(cause(scene).starts_with("public.t grew from 500 to 2,000 blocks"));
}

TEST_CASE("plans side by side begin at the first node that changed") {
  PlanNode before;
  before.type = "Sort";
  before.children = {Scene::scan("Index Scan", "t_a_idx")};
  PlanNode after = before;
  CHECK(checking::plan_difference(before, after).empty());
  after.children = {Scene::scan("Seq Scan", "")};
  const auto lines = checking::plan_difference(before, after);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].changed);
  CHECK(lines[0].before.starts_with("Index Scan on public.t using t_a_idx (btree (a))"));
  CHECK(lines[0].after.starts_with("Seq Scan on public.t"));
}

TEST_CASE("what only one plan has stands on its side alone") {
  PlanNode before = Scene::scan("Seq Scan", "");
  PlanNode after;
  after.type = "Materialize";
  after.children = {before};
  const auto lines = checking::plan_difference(before, after);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].before.empty());
  CHECK(lines[1].after.starts_with("  Seq Scan"));
}

TEST_CASE("comments name the rules that a statement ignores") {
  CHECK(checking::ignored_rules("-- selfopt: ignore seq-scan, spill\nselect 1") ==
        Codes{"seq-scan", "spill"});
  CHECK(checking::ignored_rules("select 1 /* selfopt: ignore all */") == Codes{"all"});
  CHECK(checking::ignored_rules("select '-- selfopt: ignore all'").empty());
  CHECK(checking::ignored_rules("-- ignore all\n-- selfopt: calls=3\nselect 1").empty());
}
