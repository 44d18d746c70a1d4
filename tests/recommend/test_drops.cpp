#include <algorithm>
#include <map>

#include "pg/catalog.hpp"
#include "pg/session.hpp"
#include "recommend/drops.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

// What is advised about each index: the beginning of the reason.
std::map<std::string, std::string> reasons(const advisor::DropAdvice& advice) {
  std::map<std::string, std::string> found;
  for (const Recommendation& drop : advice.drops)
    found[drop.name] = drop.reason;
  return found;
}

Index index_on(const std::string& name, const std::vector<std::string>& keys) {
  Index index;
  index.schema = "public";
  index.name = name;
  index.table = "public.t";
  index.method = "btree";
  index.keys = index.exact_keys = keys;
  index.definition = "CREATE INDEX " + name + " ON public.t USING btree (...)";
  index.scans = 100;
  return index;
}

}  // namespace

TEST_CASE("what PostgreSQL needs an index for is seen, and it is kept", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table parent (id int primary key, code text unique)");
  database.run(
      "create table child (id int, parent_id int references parent, a int not null, b int, c "
      "text)");
  database.run("create index child_parent on child (parent_id)");
  database.run("create index child_a on child (a)");
  database.run("create index child_a_again on child (a)");
  database.run("create index child_a_b on child (a, b)");
  database.run("create index child_a_desc on child (a desc)");
  database.run("create index child_c_pattern on child (c text_pattern_ops)");
  database.run("create index child_c_length on child (c, b) include (a)");
  database.run("create index child_c on child (c)");
  database.run("create index child_b_partial on child (b) where a > 0");
  database.run("create unique index child_identity on child (a, id)");
  database.run("alter table child alter id set not null");
  database.run("alter table child replica identity using index child_identity");
  database.run("create index child_clustered on child (b, c)");
  database.run("cluster child using child_clustered");
  database.run("create index child_broken on child (b, a, c)");
  database.run(
      "update pg_index set indisvalid = false where indexrelid = 'child_broken'::regclass");
  database.run("create table parts (a int) partition by range (a)");
  database.run("create table parts_1 partition of parts for values from (0) to (10)");
  database.run("create index parts_a on parts (a)");
  database.run("create index parts_a_again on parts (a)");

  pg::Session session(database.database());
  Catalog catalog = pg::read_catalog(session);
  RecommendOptions options;
  auto found = reasons(advisor::advise_drops(catalog, options));
  CHECK(found.at("child_a").starts_with("the keys of public.child_a_b (a, b) begin"));
  CHECK(found.at("child_a_again").starts_with("the keys of public.child_a_b (a, b) begin"));
  CHECK(found.at("child_c").starts_with("the keys of public.child_c_length (c, b) begin"));
  CHECK(found.at("child_broken").starts_with("invalid"));
  CHECK(found.size() == 4);

  // Long enough watched, the never scanned go as well, except what something needs.
  catalog.usage.days = 100;
  found = reasons(advisor::advise_drops(catalog, options));
  CHECK(found.at("child_b_partial") == "never scanned in 100 days");
  CHECK(found.contains("child_a_b"));
  CHECK(found.contains("child_a_desc"));
  CHECK(found.contains("child_c_pattern"));
  CHECK_FALSE(found.contains("child_parent"));
  CHECK_FALSE(found.contains("child_identity"));
  CHECK_FALSE(found.contains("child_clustered"));
  CHECK_FALSE(found.contains("parent_pkey"));
  CHECK_FALSE(found.contains("parent_code_key"));
  CHECK_FALSE(found.contains("parts_a_again"));
  CHECK_FALSE(found.contains("parts_1_a_idx"));
}

TEST_CASE("of two indexes that make each other needless one stays") {
  Catalog catalog;
  catalog.indexes = {index_on("b", {"x"}), index_on("a", {"x"}), index_on("c", {"x", "y"})};
  const auto found = reasons(advisor::advise_drops(catalog, {}));
  CHECK(found.size() == 2);
  CHECK_FALSE(found.contains("c"));

  catalog.indexes = {index_on("a", {"x"}), index_on("b", {"x"})};
  catalog.indexes[1].needed_for = "a constraint";
  CHECK(reasons(advisor::advise_drops(catalog, {})) ==
        std::map<std::string, std::string>{{"a", "public.b is the same index"}});
}

TEST_CASE("unused indexes are dropped only on good evidence") {
  Catalog catalog;
  catalog.indexes = {index_on("a", {"x"})};
  catalog.indexes[0].scans = 3;
  catalog.usage.days = 90;
  RecommendOptions options;
  CHECK(advisor::advise_drops(catalog, options).drops.empty());
  options.unused_scans = 3;
  const auto sure = advisor::advise_drops(catalog, options);
  REQUIRE(sure.drops.size() == 1);
  CHECK(*sure.drops[0].confidence == Approx(90.0 / 105));
  CHECK(sure.drops[0].undo_ddl == catalog.indexes[0].definition);

  catalog.usage.days = 34;
  const auto young = advisor::advise_drops(catalog, options);
  CHECK(young.drops.empty());
  REQUIRE(young.kept.size() == 1);
  CHECK(young.kept[0].reason == "scanned 3 times, but its scans are counted for 34.0 days only");

  catalog.usage = {90, 1};
  CHECK(advisor::advise_drops(catalog, options).kept.at(0).reason.find("replica") !=
        std::string::npos);
  options.replicas = {{"service=standby", "--replica"}};
  CHECK(advisor::advise_drops(catalog, options).drops.size() == 1);

  catalog.usage = {90, 0};
  catalog.indexes[0].serves_foreign_key = true;
  CHECK(advisor::advise_drops(catalog, options).drops.empty());
  catalog.indexes[0].serves_foreign_key = false;
  catalog.indexes[0].keys = {"lower(x)"};
  CHECK(advisor::advise_drops(catalog, options).drops.empty());
}
