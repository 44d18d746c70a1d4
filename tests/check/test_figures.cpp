#include <selfopt/error.hpp>

#include "check/sight.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using test::Codes;
using test::Scene;

TEST_CASE("more-blocks takes more than the tolerance and 50 blocks") {
  Scene scene;
  scene.after.settings["work_mem"] = "64kB";
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

TEST_CASE("a small rise is a note where nothing is different that could have made it") {
  Scene scene;
  scene.ran(1000, 1499);
  CHECK(scene.found() == Codes{"note more-blocks"});
  scene.ran(1000, 1500);
  CHECK(scene.found() == Codes{"error more-blocks"});
  const auto rises_by_a_fifth = [](auto change) {
    Scene other;
    other.ran(1000, 1200);
    change(other);
    return other.found();
  };
  const Codes error{"error more-blocks"};
  CHECK(rises_by_a_fifth([](Scene&) {}) == Codes{"note more-blocks"});
  CHECK(rises_by_a_fifth([](Scene& now) { now.after.settings["geqo"] = "off"; }) == error);
  CHECK(rises_by_a_fifth([](Scene& now) { now.after.sql = "select 2"; }) == error);
  CHECK(rises_by_a_fifth([](Scene& now) { now.after.params = {"2"}; }) == error);
  CHECK(rises_by_a_fifth([](Scene& now) { now.after.server_version = 160014; }) == error);
  CHECK(rises_by_a_fifth([](Scene& now) { now.after.tables["public.t"].rows = 1200; }) == error);
  CHECK(rises_by_a_fifth([](Scene& now) { now.after.tables["public.t"].blocks = 600; }) == error);
  CHECK(rises_by_a_fifth([](Scene& now) {
          now.before.plan = Scene::scan("Bitmap Heap Scan", "gone_idx");
          now.before.plan.type = "Index Scan";
        }).front() == error.front());
}

TEST_CASE("what only VACUUM can mend is a warning: an index alone did, and does no longer") {
  Scene scene;
  scene.before.plan = Scene::scan("Index Only Scan", "");
  scene.before.tables["public.t"].visible = 1;
  scene.after.tables["public.t"].visible = 0.2;
  scene.ran(10, 500);
  CHECK(scene.found().front() == "warning more-blocks");
  CHECK(scene.findings.front().hint == "VACUUM public.t and check again.");
  scene.after.tables["public.t"].visible = 0.95;
  CHECK(scene.found().front() == "error more-blocks");
  scene.after.tables["public.t"].visible = 0.2;
  scene.after.tables["public.t"].rows = 2000;
  CHECK(scene.found().front() == "error more-blocks");
  scene.after.tables["public.t"].rows = 1000;
  scene.before.plan.type = "Seq Scan";
  CHECK(scene.found().front() == "error more-blocks");
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
  CHECK(scene.found(CheckMode::plan) == Codes{"note higher-cost", "note other-plan"});
  scene.after.settings["geqo"] = "off";
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

namespace {

Prediction foretold(double ms, double low_ms, double high_ms) {
  Prediction prediction;
  prediction.predicted_ms = ms;
  prediction.low_ms = low_ms;
  prediction.high_ms = high_ms;
  return prediction;
}

}  // namespace

TEST_CASE(
    "predicted-slower takes the tolerance, a millisecond, and intervals that leave the other out") {
  Scene scene;
  scene.before.model = scene.after.model = "a model";
  scene.before.prediction = foretold(10, 5, 20);
  scene.after.prediction = foretold(50, 25, 100);
  CHECK(scene.found(CheckMode::predict) == Codes{"error predicted-slower"});
  scene.after.prediction = foretold(50, 9, 250);  // it may take no longer than before
  CHECK(scene.found(CheckMode::predict).empty());
  scene.before.prediction = foretold(10, 1, 60);  // it may have taken as long before
  scene.after.prediction = foretold(50, 25, 100);
  CHECK(scene.found(CheckMode::predict).empty());
  scene.before.prediction = foretold(0.1, 0.1, 0.2);
  scene.after.prediction = foretold(1.0, 0.5, 2);
  CHECK(scene.found(CheckMode::predict).empty());
}

TEST_CASE("what was measured is compared with what is foretold") {
  Scene scene;
  scene.before.times_ms = {9, 10, 11};
  scene.after.model = "a model";
  scene.after.prediction = foretold(50, 25, 100);
  CHECK(scene.found(CheckMode::predict) == Codes{"error predicted-slower"});
  scene.after.prediction = foretold(50, 9, 100);
  CHECK(scene.found(CheckMode::predict).empty());
}

TEST_CASE("what the model cannot tell is a note, and plans are compared") {
  Scene scene;
  scene.before.model = scene.after.model = "a model";
  scene.before.prediction = foretold(10, 5, 20);
  scene.after.prediction.reason = "it has seen nothing like it";
  CHECK(scene.found(CheckMode::predict) == Codes{"note no-prediction"});
  scene.before.plan.total_cost = 1000;
  scene.after.plan.total_cost = 5000;
  CHECK(scene.found(CheckMode::predict) == Codes{"error higher-cost", "note no-prediction"});
  CHECK(scene.found(CheckMode::plan) == Codes{"error higher-cost"});
}
