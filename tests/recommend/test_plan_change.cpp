#include "recommend/plan_change.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

PlanNode node(const std::string& type, std::vector<PlanNode> children = {}) {
  PlanNode out;
  out.type = type;
  out.children = std::move(children);
  return out;
}

PlanNode scan(const std::string& type, const std::string& relation, const std::string& index = "",
              const std::string& alias = "") {
  PlanNode out = node(type);
  out.relation = relation;
  out.alias = alias.empty() ? relation : alias;
  out.index = index;
  return out;
}

Plan plan(PlanNode root) {
  Plan out;
  out.root = std::move(root);
  return out;
}

}  // namespace

TEST_CASE("a plan's change is told where the index reads the table") {
  const Plan before = plan(node("Sort", {scan("Seq Scan", "t")}));
  CHECK(advisor::plan_change(before, plan(scan("Index Scan", "t", "i")), "i") ==
        "Seq Scan on t -> Index Scan on t, without a Sort");
  CHECK(advisor::plan_change(before, plan(node("Sort", {scan("Index Scan", "t", "other")})), "i")
            .empty());
}

TEST_CASE(
    "of a table that is read twice the occurrence is told that uses the index, and its join") {
  const Plan before = plan(node("Hash Join", {scan("Seq Scan", "t", "", "a"),
                                              node("Hash", {scan("Seq Scan", "t", "", "b")})}));
  const Plan after = plan(
      node("Nested Loop", {scan("Seq Scan", "t", "", "a"), scan("Index Scan", "t", "i", "b")}));
  CHECK(advisor::plan_change(before, after, "i") ==
        "Seq Scan on t b in Hash Join -> Index Scan on t b in Nested Loop");
}

TEST_CASE("a bitmap's index belongs to the table above it") {
  PlanNode heap = scan("Bitmap Heap Scan", "t");
  PlanNode bitmap = node("Bitmap Index Scan");
  bitmap.index = "i";
  heap.children = {node("BitmapAnd", {bitmap})};
  CHECK(advisor::plan_change(plan(scan("Seq Scan", "t")), plan(heap), "i") ==
        "Seq Scan on t -> Bitmap Heap Scan on t");
  CHECK(advisor::plan_change(plan(scan("Bitmap Heap Scan", "t")), plan(heap), "i") ==
        "Bitmap Heap Scan on t -> Bitmap Heap Scan on t, by another index");
}

TEST_CASE("a plan's outline is a tree") {
  CHECK(advisor::plan_outline(plan(node("Sort", {scan("Index Scan", "t", "i", "x")}))) ==
        std::vector<std::string>{"Sort (cost 0, rows 0)",
                                 "  Index Scan on t x using i (cost 0, rows 0)"});
}
