#include "apply/verdict.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using change::Measured;

namespace {

Action creation() {
  Action action;
  action.kind = "create_index";
  action.table = "public.t";
  action.name = "i";
  action.query_hashes = {"a"};
  return action;
}

Measured statement(const std::string& hash, double before, double after, bool uses_it) {
  Measured one;
  one.query_hash = hash;
  one.reads_table = true;
  for (int i = 0; i < 9; ++i) {
    one.before.push_back(before * (1 + 0.001 * i));
    one.after.push_back(after * (1 + 0.001 * i));
  }
  one.plan_before = "x";
  one.plan_after = uses_it ? "y" : "x";
  if (uses_it) one.used_after = {"i"};
  return one;
}

std::string verdict(const Action& action, const std::vector<Measured>& statements) {
  return change::judge(action, statements, VerifyMethod::replay, {"i"}).verdict;
}

std::string by_plan(const Measured& statement) {
  return change::judge(creation(), {statement}, VerifyMethod::plan, {"i"}).verdict;
}

}  // namespace

TEST_CASE("an index that makes its statement faster is kept") {
  CHECK(verdict(creation(), {statement("a", 100, 10, true)}) == "improved");
}

TEST_CASE("one that makes a statement slower is not, whatever else it improves") {
  CHECK(verdict(creation(), {statement("a", 100, 10, true), statement("b", 50, 80, true)}) ==
        "regressed");
}

TEST_CASE("a statement that could not be run before or after is no change") {
  auto failed = statement("a", 100, 10, true);
  failed.before.clear();
  CHECK(change::judge_statement(failed, VerifyMethod::replay) == "unchanged");
  CHECK(change::judge_statement(failed, VerifyMethod::plan) == "unchanged");
  failed = statement("a", 100, 10, true);
  failed.after.clear();
  CHECK(change::judge_statement(failed, VerifyMethod::replay) == "unchanged");
}

TEST_CASE("less than 10 %, or less than 1 ms, is no change") {
  CHECK(verdict(creation(), {statement("a", 100, 95, true)}) == "useless");
  CHECK(verdict(creation(), {statement("a", 0.5, 0.1, true)}) == "useless");
  CHECK(verdict(creation(), {statement("a", 100, 10, true), statement("b", 0.5, 1.2, true)}) ==
        "improved");
  auto often = statement("a", 0.5, 0.1, true);
  often.calls = 1000;
  CHECK(verdict(creation(), {often}) == "improved");
}

TEST_CASE("a statement whose plan is the same did not change because of the index") {
  CHECK(verdict(creation(), {statement("a", 100, 10, true), statement("b", 50, 80, false)}) ==
        "improved");
  CHECK(verdict(creation(), {statement("a", 100, 10, false)}) == "useless");
}

TEST_CASE("without a statement that it was made for, nothing is known") {
  CHECK(verdict(creation(), {}) == "not measured");
  CHECK(verdict(creation(), {statement("b", 100, 100, false)}) == "not measured");
  auto guessed = statement("a", 100, 100, false);
  guessed.guessed = true;
  CHECK(verdict(creation(), {guessed}) == "not measured");
}

TEST_CASE("a drop is taken back only if a statement suffers") {
  Action drop = creation();
  drop.kind = "drop_index";
  CHECK(verdict(drop, {statement("a", 100, 100, false)}) == "unchanged");
  auto slower = statement("a", 100, 200, false);
  slower.plan_after = "z";
  CHECK(verdict(drop, {slower}) == "regressed");
}

TEST_CASE("a plan without the index changed because of it only if statistics are as they were") {
  auto other = statement("b", 50, 80, false);
  other.plan_after = "z";
  CHECK(verdict(creation(), {statement("a", 100, 10, true), other}) == "regressed");
  other.statistics_changed = true;
  CHECK(verdict(creation(), {statement("a", 100, 10, true), other}) == "improved");
  other.used_after = {"i"};
  CHECK(verdict(creation(), {statement("a", 100, 10, true), other}) == "regressed");
}

TEST_CASE("a dropped index is blamed for what it was used for, whatever the statistics") {
  Action drop = creation();
  drop.kind = "drop_index";
  auto slower = statement("a", 100, 200, false);
  slower.plan_after = "z";
  slower.statistics_changed = true;
  CHECK(verdict(drop, {slower}) == "unchanged");
  slower.used_before = {"i"};
  CHECK(verdict(drop, {slower}) == "regressed");
}

TEST_CASE("by plan, an index that no plan has is useless") {
  auto one = statement("a", 100, 100, false);
  one.before = one.after = {100};
  CHECK(by_plan(one) == "useless");
  one.used_after = {"i"};
  one.plan_after = "y";
  one.after = {99};
  CHECK(by_plan(one) == "improved");
}

TEST_CASE("by plan, a new index makes nothing dearer") {
  auto one = statement("a", 100, 100, true);
  one.before = {100};
  one.after = {120};
  CHECK(by_plan(one) == "useless");
  one.statistics_changed = true;  // then without the index it might be dearer still
  CHECK(by_plan(one) == "not measured");
}
