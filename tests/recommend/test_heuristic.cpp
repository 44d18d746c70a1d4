#include "recommend/heuristic.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

Column column(const std::string& name, double distinct) {
  Column made;
  made.name = made.sql_name = name;
  made.type = "integer";
  made.average_width = 4;
  made.distinct = distinct;
  made.has_statistics = true;
  return made;
}

// A table whose index begins with a column of few values.
Catalog catalog(int server_version, double leading_values) {
  Catalog made;
  made.server_version = server_version;
  made.search_path = {"public"};
  Table table;
  table.schema = "public";
  table.name = "t";
  table.sql_name = "public.t";
  table.rows = 100'000;
  table.pages = 1000;
  table.columns = {column("region", leading_values), column("customer", -0.5)};
  made.tables = {table};
  Index index;
  index.schema = "public";
  index.name = "t_region_customer";
  index.table = "public.t";
  index.method = "btree";
  index.keys = {"region", "customer"};
  made.indexes = {index};
  return made;
}

std::string reason(const Catalog& catalog) {
  WorkloadQuery query;
  query.sql = "select * from t where customer = 7";
  query.calls = 3;
  const Recommendations advice =
      advisor::advise_without_planner(catalog, advisor::prepare_workload({query}, catalog), {});
  REQUIRE(advice.recommendations.size() == 1);
  CHECK_FALSE(advice.recommendations[0].verified);
  return advice.recommendations[0].reason;
}

}  // namespace

TEST_CASE("unverified advice says that PostgreSQL 18 may skip through an index that exists") {
  const std::string plain = "1 statement with 3 calls asks for it; not verified";
  CHECK(reason(catalog(180004, 12)) ==
        plain + "; PostgreSQL 18 may do as well by skipping through t_region_customer");
  CHECK(reason(catalog(170010, 12)) == plain);
  CHECK(reason(catalog(180004, 5000)) == plain);
}
