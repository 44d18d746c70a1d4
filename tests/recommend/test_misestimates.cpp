#include "recommend/misestimates.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

Catalog catalog() {
  Catalog out;
  out.search_path = {"public"};
  for (const char* name : {"t", "u"}) {
    Table table;
    table.schema = "public";
    table.name = name;
    table.sql_name = std::string("public.") + name;
    for (const char* column : {"a", "b", "Odd"}) {
      table.columns.emplace_back();
      table.columns.back().name = column;
    }
    out.tables.push_back(table);
  }
  return out;
}

// What a scan of t that was expected to find 5 rows and found 5,000 tells, if it filtered so.
std::string columns_of(const std::string& filter, double actual = 5000) {
  static const Catalog tables = catalog();
  Plan plan;
  plan.root.relation = plan.root.alias = "t";
  plan.root.filter = filter;
  plan.root.rows = 5;
  plan.root.actual_rows = actual;
  std::string found;
  for (const auto& one : advisor::find_misestimates(plan, tables)) {
    found += one.table->name + (one.equalities ? " equal:" : ":");
    for (const std::string& column : one.columns)
      found += " " + column;
  }
  return found;
}

}  // namespace

TEST_CASE("a scan that found ten times more rows than expected names the columns it chose by") {
  CHECK(columns_of("((b = 1) AND (a = 2))") == "t equal: a b");
  CHECK(columns_of("((a < 1) AND (\"Odd\" = 'x'::text))") == "t: \"Odd\" a");
  CHECK(columns_of("((t.a = 1) AND (t.b = ANY ('{1,2}'::integer[])))") == "t equal: a b");
  CHECK(columns_of("((a = 1) AND (b = 2))", 49).empty());
  CHECK(columns_of("((a = 1) AND (b = 2))", 99).empty());  // too few rows to matter
  CHECK(columns_of("((a = 1) AND (b = 2))", 0).empty());
}

TEST_CASE("what else rows are chosen by leaves the columns out") {
  CHECK(columns_of("(a = 1)").empty());
  CHECK(columns_of("((a = 1) AND (a < 2))").empty());
  CHECK(columns_of("((a = 1) AND (b = u.a))").empty());
  CHECK(columns_of("((a = 1) AND (b = $0))").empty());
  CHECK(columns_of("((a = 1) OR (b = 2))").empty());
  CHECK(columns_of("((a = 1) AND (lower(b) = 'x'::text))").empty());
  CHECK(columns_of("((a = 1) AND (b = 2) AND (b ~~ '%x%'::text))").empty());
  CHECK(columns_of("((a = 1) AND (missing = 2))").empty());
  CHECK(columns_of("no SQL (").empty());
}

TEST_CASE("groups that are far fewer than expected name their columns") {
  Plan plan;
  PlanNode scan;
  scan.relation = "t";
  scan.alias = "x";
  plan.root.children = {scan};
  plan.root.group_keys = {"b", "a"};
  plan.root.rows = 10'000;
  plan.root.actual_rows = 100;
  const Catalog tables = catalog();
  auto found = advisor::find_misestimates(plan, tables);
  REQUIRE(found.size() == 1);
  CHECK(found[0].grouped);
  CHECK(found[0].columns == std::vector<std::string>{"a", "b"});
  CHECK(found[0].factor() == 100);
  scan.relation = "u";
  scan.alias = "y";
  plan.root.children.push_back(scan);
  plan.root.group_keys = {"x.a", "x.\"Odd\""};
  CHECK(advisor::find_misestimates(plan, tables).size() == 1);
  plan.root.group_keys = {"x.a", "y.b"};
  CHECK(advisor::find_misestimates(plan, tables).empty());
  plan.root.group_keys = {"x.a", "x.b"};
  plan.root.loops = 3;  // each worker sees a part of the groups
  CHECK(advisor::find_misestimates(plan, tables).empty());
}
