#include <selfopt/error.hpp>

#include "check/sight.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using test::Codes;
using test::Scene;

TEST_CASE("more-blocks takes more than the tolerance and 50 blocks") {
  Scene scene;
  scene.ran(1000, 1101);
  CHECK(scene.found() == Codes{"error more-blocks"});
  scene.ran(1000, 1100);
  CHECK(scene.found().empty());
  scene.ran(3, 53);
  CHECK(scene.found().empty());
  scene.ran(3, 54);
  CHECK(scene.found() == Codes{"error more-blocks"});
  scene.options.tolerance = 100;
  CHECK(scene.found().empty());
}

TEST_CASE("spill is an error if it got worse, a warning without a baseline") {
  Scene scene;
  scene.ran(1000, 1000);
  scene.after.temp_blocks = 200;
  scene.after.plan.spilled = true;
  CHECK(scene.found() == Codes{"error spill"});
  scene.before.temp_blocks = 190;
  CHECK(scene.found().empty());
  scene.has_before = false;
  CHECK(scene.found() == Codes{"warning spill"});
  scene.after.temp_blocks = 50;
  CHECK(scene.found().empty());
}

TEST_CASE("more-rows takes ten times the rows and a million") {
  Scene scene;
  scene.ran(1000, 1000);
  scene.before.processed_rows = 200'000;
  scene.after.processed_rows = 2'000'001;
  CHECK(scene.found() == Codes{"error more-rows"});
  scene.after.processed_rows = 2'000'000;
  CHECK(scene.found().empty());
  scene.before.processed_rows = 10;
  scene.after.processed_rows = 1'000'000;
  CHECK(scene.found().empty());
}

TEST_CASE("higher-cost allows for what tables grew by, and more where the plan is the same") {
  Scene scene;
  scene.before.plan.total_cost = 1000;
  scene.after.plan.total_cost = 1501;
  CHECK(scene.found(CheckMode::plan) == Codes{"error higher-cost"});
  scene.after.tables["public.t"].rows = 1500;
  CHECK(scene.found(CheckMode::plan).empty());
  scene.after.tables["public.t"].rows = 1000;
  scene.after.plan.total_cost = 1400;
  CHECK(scene.found(CheckMode::plan).empty());
  scene.after.plan_hash = "another";
  CHECK(scene.found(CheckMode::plan) == Codes{"error higher-cost"});
  scene.after.plan.total_cost = 1090;
  CHECK(scene.found(CheckMode::plan) == Codes{"note other-plan"});
}

TEST_CASE("costs in other units are not compared") {
  Scene scene;
  scene.before.plan.total_cost = 1000;
  scene.after.plan.total_cost = 5000;
  scene.after.settings["random_page_cost"] = "40";
  CHECK(scene.found(CheckMode::plan).empty());
}

TEST_CASE("a statement that fails is an error with and without a baseline") {
  Scene scene;
  scene.after.error = "relation \"t\" does not exist";
  CHECK(scene.found() == Codes{"error fails"});
  CHECK(scene.findings[0].message == "ran before and fails now: relation \"t\" does not exist");
  scene.has_before = false;
  CHECK(scene.found() == Codes{"error fails"});
}

TEST_CASE("another plan or another number of rows is a note") {
  Scene scene;
  scene.ran(1000, 1000);
  scene.after.plan_hash = "another";
  scene.before.rows = 3;
  scene.after.rows = 4;
  CHECK(scene.found() == Codes{"note other-plan", "note other-result"});
}

TEST_CASE("an index that is used no longer is an error only where that made it worse") {
  Scene scene;
  scene.before.plan = Scene::scan("Index Scan", "t_a_idx");
  scene.after.plan_hash = "another";
  scene.ran(3, 500);
  CHECK(scene.found() == Codes{"error more-blocks", "error lost-index", "error seq-scan"});
  CHECK(scene.findings[1].message ==
        "index t_a_idx (btree (a)) on public.t is used no longer: it is gone");
  scene.ran(500, 500);
  CHECK(scene.found() == Codes{"note lost-index", "note seq-scan", "note other-plan"});
}

TEST_CASE("an index of another name but the same definition is the same") {
  Scene scene;
  scene.before.plan = Scene::scan("Index Scan", "t_a_idx");
  scene.after.plan = Scene::scan("Index Scan", "renamed");
  scene.ran(3, 3);
  CHECK(scene.found().empty());
}

TEST_CASE("seq-scan leaves small tables alone") {
  Scene scene;
  scene.before.plan = Scene::scan("Index Scan", "t_a_idx");
  scene.schema.tables["public.t"].state.blocks = 99;
  scene.ran(3, 99);
  CHECK(scene.found() == Codes{"error more-blocks", "error lost-index"});
}

TEST_CASE("where costs cannot tell, a big table newly read whole is an error") {
  Scene scene;
  scene.before.plan = Scene::scan("Index Scan", "t_a_idx");
  scene.after.settings["random_page_cost"] = "40";
  CHECK(scene.found(CheckMode::plan) == Codes{"error seq-scan", "note lost-index"});
}

TEST_CASE("rules are chosen by options and by the statement") {
  Scene scene;
  scene.ran(3, 500);
  scene.options.disabled_rules = {"more-blocks"};
  CHECK(scene.found().empty());
  scene.options.disabled_rules.clear();
  scene.options.rules = {"spill"};
  CHECK(scene.found().empty());
  scene.options.rules.clear();
  scene.statement.ignored = {"more-blocks"};
  CHECK(scene.found().empty());
  scene.statement.ignored = {"all"};
  CHECK(scene.found().empty());
  scene.options.rules = {"nonsense"};
  CHECK_THROWS_AS(scene.found(), Error);
}

TEST_CASE("slower takes the tolerance, a millisecond, and an interval that excludes 1") {
  Scene scene;
  scene.before.times_ms = {10, 10, 10, 10, 10};
  scene.after.times_ms = {12, 12, 12, 12, 12};
  CHECK(scene.found(CheckMode::time) == Codes{"error slower"});
  scene.after.times_ms = {10.9, 10.9, 10.9, 10.9, 10.9};
  CHECK(scene.found(CheckMode::time).empty());
  scene.after.times_ms = {9, 9, 12, 12, 12};  // it may be chance
  CHECK(scene.found(CheckMode::time).empty());
  scene.before.times_ms = {1, 1, 1, 1, 1};
  scene.after.times_ms = {1.9, 1.9, 1.9, 1.9, 1.9};
  CHECK(scene.found(CheckMode::time).empty());
}
