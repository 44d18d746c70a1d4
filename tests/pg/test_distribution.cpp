#include <selfopt/apply.hpp>
#include <selfopt/recommend.hpp>

#include "pg/catalog.hpp"
#include "pg/distribution.hpp"
#include "support/catch.hpp"
#include "support/pretended_citus.hpp"
#include "support/small_workload.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using test::PretendedNodes;
using test::small_workload;
using test::TemporaryDatabase;

namespace {

Recommendations create_index_by_hand() {
  Recommendation one;
  one.id = "1";
  one.kind = RecommendationKind::create_index;
  one.table = "public.sales";
  one.name = "i";
  one.ddl = "create index i on public.sales (customer)";
  Recommendations advice;
  advice.recommendations = {one};
  return advice;
}

}  // namespace

TEST_CASE("the catalogs of Citus tell nodes, tables and shards", "[server]") {
  const TemporaryDatabase db;
  test::pretend_citus(db, PretendedNodes::missing);
  pg::Session session(db.database());
  const Distribution found = pg::read_distribution(session);
  CHECK(found.coordinator);
  REQUIRE(found.nodes.size() == 1);
  CHECK(found.nodes[0].name() == "127.0.0.1:1");
  REQUIRE(found.tables.size() == 1);
  CHECK(found.tables[0].sql_name == "public.sales");
  CHECK(found.tables[0].kind == DistributedTable::Kind::distributed);
  CHECK(found.tables[0].column == "customer");
  REQUIRE(found.shards.size() == 2);
  CHECK(found.shards[0].sql_name == "public.sales_102008");
  CHECK(found.shards[0].nodes == std::vector<int>{3});
}

TEST_CASE("without Citus nothing is distributed", "[server]") {
  const TemporaryDatabase db;
  pg::Session session(db.database());
  CHECK(pg::read_distribution(session).empty());
}

TEST_CASE("figures of shards come from their nodes", "[server]") {
  const TemporaryDatabase db;
  test::pretend_citus(db, PretendedNodes::itself);
  pg::Session session(db.database());
  Catalog catalog = pg::read_catalog(session);
  CHECK(find_table(catalog, "public.sales")->rows <= 0);
  CHECK(pg::see_nodes(catalog, db.database()).empty());
  CHECK(catalog.unseen_tables.empty());
  CHECK(find_table(catalog, "public.sales")->rows == 50000);
  for (const Index& index : catalog.indexes)
    if (index.name == "sales_amount") {
      CHECK(index.size_bytes > 500'000);
      CHECK(index.needed_for.empty());
    }
}

TEST_CASE("where nodes do not answer only local tables get advice, and none loses an index",
          "[server]") {
  const TemporaryDatabase db(TemporaryDatabase::Extensions::all);
  test::pretend_citus(db, PretendedNodes::missing);
  RecommendOptions options;
  options.unused_after_days = 0;  // else nothing would count as unused yet
  const Recommendations advice =
      recommend(db.database(),
                small_workload({"select * from sales where customer = 7",
                                "select * from local where customer = 7"}),
                options);
  REQUIRE(advice.unsupported.size() == 1);
  CHECK(advice.unsupported[0].reason.starts_with("not costed: public.sales is distributed"));
  REQUIRE(advice.recommendations.size() == 1);
  CHECK(advice.recommendations[0].table == "public.local");
  for (const RejectedCandidate& rejected : advice.rejected)
    CHECK(rejected.candidate.find("sales") == std::string::npos);
}

TEST_CASE("where nodes do not answer no index is made", "[server]") {
  const TemporaryDatabase db;
  test::pretend_citus(db, PretendedNodes::missing);
  const auto planned = plan_actions(db.database(), create_index_by_hand(), {});
  REQUIRE(planned.size() == 1);
  CHECK(planned[0].state == "skipped");
  CHECK(planned[0].message.starts_with("node 127.0.0.1:1 cannot be seen"));
}

TEST_CASE("a worker is no place for advice or changes", "[server]") {
  const TemporaryDatabase db(TemporaryDatabase::Extensions::all);
  test::pretend_citus(db, PretendedNodes::itself);
  db.run("update pg_dist_local_group set groupid = 7");
  CHECK_THROWS_WITH(recommend(db.database(), small_workload({"select * from sales"}), {}),
                    "this is a worker of a Citus cluster");
  const auto planned = plan_actions(db.database(), create_index_by_hand(), {});
  REQUIRE(planned.size() == 1);
  CHECK(planned[0].message.starts_with("this is a worker of a Citus cluster"));
}
