// A cluster in the middle of an upgrade: the same library on all nodes, since there is one only,
// and older extensions in the database.

#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>
#include <selfopt/recommend.hpp>

#include "pg/distribution.hpp"
#include "pg/node_versions.hpp"
#include "pg/session.hpp"
#include "support/catch.hpp"
#include "support/citus_database.hpp"
#include "support/small_workload.hpp"

using namespace selfopt;
using test::CitusDatabase;
using test::run_on;
using test::small_workload;

namespace {

const std::string k_by_product = "select id from sales where product = 77";

void fill(const CitusDatabase& db) {
  db.run({"create table sales (id int, customer int, product int, note text)",
          "select create_distributed_table('sales', 'customer', shard_count => 4)",
          "insert into sales select i, i % 1999, i % 500, repeat('x', 60)"
          " from generate_series(1, 40000) i",
          "analyze sales"});
}

std::vector<std::string> differences(const CitusDatabase& db) {
  pg::Session session(db.database());
  return pg::version_differences(pg::read_distribution(session), db.database());
}

std::string library(const CitusDatabase& db) {
  return db.value("select default_version from pg_available_extensions where name = 'citus'");
}

// As a database is that an older Citus has made and nobody has brought up to date.
void make_older(const Database& node, const std::string& version) {
  run_on(node, {"update pg_extension set extversion = '" + version + "' where extname = 'citus'"});
}

}  // namespace

TEST_CASE("a node behind the others is named", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  CHECK(differences(db).empty());
  make_older(db.workers().front(), "12.1-1");
  const auto found = differences(db);
  REQUIRE(found.size() == 1);
  CHECK(found[0].starts_with("node "));
  CHECK(found[0].ends_with(" has the extension Citus 12.1-1 under the library " + library(db) +
                           "; run there: alter extension citus update"));
  const Recommendations advice = recommend(db.database(), small_workload({k_by_product}), {});
  CHECK(advice.unsupported.size() == 1);  // Citus lets nobody read the node's catalog
  CHECK(advice.recommendations.empty());
  // One node after the other is brought up to date.
  make_older(db.workers().front(), library(db));
  CHECK(differences(db).empty());
  make_older(db.workers().front(), "13.1-1");  // of the same major version, which Citus takes
  CHECK(differences(db).size() == 1);
  CHECK(recommend(db.database(), small_workload({k_by_product}), {}).unsupported.empty());
  make_older(db.workers().front(), library(db));
}

TEST_CASE("a coordinator that Citus has stopped says why", "[.][citus]") {
  const CitusDatabase db;
  fill(db);
  make_older(db.database(), "12.1-1");
  CHECK_THROWS_WITH(recommend(db.database(), small_workload({k_by_product}), {}),
                    "loaded Citus library version differs from installed extension version");
  make_older(db.database(), library(db));
  CHECK(recommend(db.database(), small_workload({k_by_product}), {}).unsupported.empty());
}
