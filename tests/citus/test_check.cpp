#include <algorithm>

#include <selfopt/check.hpp>
#include <selfopt/report.hpp>

#include "support/catch.hpp"
#include "support/citus_database.hpp"

using namespace selfopt;
using test::CitusDatabase;

namespace {

void fill(const CitusDatabase& db) {
  db.run({"create table sales (id int, customer int, product int)",
          "select create_distributed_table('sales', 'customer', shard_count => 4)",
          "insert into sales select i, i % 1999, i % 5000 from generate_series(1, 40000) i",
          "create index sales_product on sales (product)", "vacuum analyze sales"});
}

}  // namespace

TEST_CASE("the nodes of a cluster are in the report", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  const Performance found = report(db.database(), {});
  REQUIRE(found.nodes.size() == 3);
  CHECK(found.nodes[0].coordinator);
  CHECK(found.nodes[0].shards == 0);
  CHECK(found.nodes[1].shards + found.nodes[2].shards == 4);
  CHECK(found.nodes[1].size_bytes.value_or(0) > 100'000);
  CHECK(to_json(found).find("\"role\": \"worker\"") != std::string::npos);
  CHECK(to_html(found).find("<h2>Nodes</h2>") != std::string::npos);
}

TEST_CASE("an index that shards have lost is a regression in blocks of all nodes", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  CheckedStatement statement;
  statement.id = "by_product";
  statement.sql = "select id from sales where product = 77";
  CheckOptions options;
  options.mode = CheckMode::buffers;
  const Findings well = check(db.database(), {statement}, std::nullopt, options);
  REQUIRE(well.queries.size() == 1);
  const Observation& seen = well.queries[0].after;
  CHECK(seen.error.empty());
  CHECK(seen.blocks.value_or(0) > 4);  // each of four shards has its own
  db.run({"drop index sales_product"});
  const Findings worse = check(db.database(), {statement}, std::vector{seen}, options);
  CHECK(worse.queries[0].outcome == Outcome::regressed);
  CHECK(worse.queries[0].after.blocks.value_or(0) > 5 * *seen.blocks);
}
