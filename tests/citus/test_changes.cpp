#include <selfopt/apply.hpp>

#include "pg/session.hpp"
#include "pg/shard_indexes.hpp"
#include "support/catch.hpp"
#include "support/citus_database.hpp"
#include "support/sales_index.hpp"

using namespace selfopt;
using test::CitusDatabase;
using test::parts;
using test::sales_index;
using test::unverified;

namespace {

void fill(const CitusDatabase& db) {
  db.run({"create table sales (id int, customer int, product int)",
          "select create_distributed_table('sales', 'customer', shard_count => 4)",
          "insert into sales select i, i % 1999, i % 500 from generate_series(1, 40000) i",
          "analyze sales"});
}

}  // namespace

TEST_CASE("an index is made on all nodes, and taken back from all", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  const auto made = apply(db.database(), sales_index(), unverified());
  REQUIRE(made.size() == 1);
  CHECK(made[0].state == "done");
  CHECK(parts(db).wanted == 4);
  CHECK(parts(db).fault().empty());
  CHECK(made[0].size_bytes == parts(db).size_bytes());
  const auto undone = undo_actions(db.database(), "last", unverified());
  REQUIRE(undone.size() == 1);
  CHECK(undone[0].state == "undone");
  CHECK(parts(db).parts.empty());
}

TEST_CASE("a statement that gained on the nodes is a gain", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  ApplyOptions options;
  options.verify = VerifyMethod::plan;
  WorkloadQuery query;
  query.sql = "select id from sales where product = 5";
  query.calls = 10;
  options.workload = {query};
  const auto made = apply(db.database(), sales_index(), options);
  REQUIRE(made.size() == 1);
  CHECK(made[0].state == "done");
  CHECK(made[0].verification.verdict == "improved");
}

TEST_CASE("a build that waits too long on a node is stopped and cleaned up", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  ApplyOptions options = unverified();
  options.max_wait_ms = 1500;
  {
    const test::LongReader reader(db.workers().front());
    const auto made = apply(db.database(), sales_index(), options);
    REQUIRE(made.size() == 1);
    CHECK(made[0].state != "done");
    CHECK(made[0].message.find("on node") != std::string::npos);
  }
  if (!parts(db).parts.empty()) resume_actions(db.database(), unverified());
  CHECK(parts(db).parts.empty());
  CHECK(db.value("select count(*) from pg_class where relname = 'sales_product'") == "0");
}

TEST_CASE("a part that is invalid is noticed", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  db.run({"create index sales_product on sales (product)"});
  const std::string part = parts(db).parts.front().sql_name;
  test::run_on(
      db.workers().front(),
      {"update pg_index set indisvalid = false where indexrelid = '" + part + "'::regclass"});
  CHECK(parts(db).fault().starts_with("it is valid on 3 of 4 shards; " + part));
  const auto planned = plan_actions(db.database(), sales_index(), unverified());
  CHECK(planned[0].state == "skipped");
}

TEST_CASE("a worker makes no changes", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  const auto planned = plan_actions(db.workers().front(), sales_index(), unverified());
  REQUIRE(planned.size() == 1);
  CHECK(planned[0].message.starts_with("this is a worker"));
}
