#include "recommend/table_care.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

// A table of 100,000 rows in good order, and a workload that reads its column a.
struct Fixture {
  Fixture() {
    Table table;
    table.schema = "public";
    table.name = "t";
    table.sql_name = "public.t";
    table.rows = 100'000;
    table.pages = table.all_visible_pages = 5000;
    table.size_bytes = 5000 * 8192;
    table.analyzed = table.vacuumed = true;
    Column a;
    a.name = a.sql_name = "a";
    a.type = "integer";
    a.has_statistics = true;
    table.columns = {a, a};
    table.columns[1].name = table.columns[1].sql_name = "b";
    catalog.search_path = {"public"};
    catalog.tables = {table};
  }

  std::string advice() const {
    WorkloadQuery query;
    query.sql = "select b from t where a = 1";
    std::string all;
    for (const Recommendation& one :
         advisor::advise_care(catalog, advisor::prepare_workload({query}, catalog)))
      all += one.ddl + ": " + one.reason + "\n";
    return all;
  }

  Table& table() { return catalog.tables.front(); }

  Catalog catalog;
};

}  // namespace

TEST_CASE("a table in good order gets no care") {
  CHECK(Fixture().advice().empty());
}

TEST_CASE("statistics that are missing, old or not of a column used are renewed") {
  Fixture f;
  f.table().modified_rows = 21'001;
  CHECK(f.advice() ==
        "analyze public.t: 21,001 of 100,000 rows have changed since it was last analysed "
        "(1 statement reads it)\n");
  f.table().modified_rows = 20'999;
  CHECK(f.advice().empty());
  f.table().columns[1].has_statistics = false;  // read only, not searched
  CHECK(f.advice().empty());
  f.table().columns[0].has_statistics = false;
  f.table().columns[1].has_statistics = true;
  CHECK(f.advice() == "analyze public.t: has no statistics of column a (1 statement reads it)\n");
  f.table().columns[1].has_statistics = false;
  CHECK(f.advice().empty());  // this user may not see them
  f.table().analyzed = false;
  CHECK(f.advice().starts_with("analyze public.t: never analysed"));
  f.table().size_bytes = 8192;
  CHECK(f.advice().empty());
}

TEST_CASE("a large table without visible pages, or with many dead rows, is vacuumed") {
  Fixture f;
  f.table().dead_rows = 30'000;
  CHECK(f.advice().starts_with("vacuum public.t: 30,000 dead rows beside 100,000 live ones"));
  f.table().dead_rows = 0;
  f.table().all_visible_pages = 0;
  CHECK(f.advice().empty());  // written to since it was vacuumed
  f.table().vacuumed = false;
  CHECK(f.advice().starts_with("vacuum public.t: never vacuumed: only 0 %"));
  f.table().pages = 1000;
  CHECK(f.advice().empty());
}
