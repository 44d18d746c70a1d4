#include <fstream>

#include "recommend/distribution_advice.hpp"
#include "sql/features.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

Column column(const std::string& name, double distinct) {
  Column made;
  made.name = made.sql_name = name;
  made.type = "integer";
  made.has_statistics = true;
  made.distinct = distinct;
  return made;
}

Table table(const std::string& name, std::vector<Column> columns) {
  Table made;
  made.schema = "public";
  made.name = name;
  made.sql_name = "public." + name;
  made.rows = 100'000;
  made.columns = std::move(columns);
  return made;
}

// Tables s and t, distributed by c over four shards each, and kept together.
Catalog cluster() {
  Catalog catalog;
  catalog.search_path = {"public"};
  catalog.tables = {table("s", {column("id", -1), column("c", 5000), column("kind", 3)}),
                    table("t", {column("c", -1), column("city", 40)})};
  catalog.distribution.nodes = {{1, "here", 5432, true}, {2, "a", 5432}, {3, "b", 5432}};
  using Kind = DistributedTable::Kind;
  catalog.distribution.tables = {{"public.s", Kind::distributed, "c", 1},
                                 {"public.t", Kind::distributed, "c", 1}};
  for (int i = 0; i < 8; ++i)
    catalog.distribution.shards.push_back(
        {102008 + i, i < 4 ? "public.s" : "public.t", "public.shard", {2 + i % 2}, 20 << 20});
  return catalog;
}

Workload workload(const std::vector<std::pair<std::string, int>>& statements) {
  Workload made;
  for (const auto& [text, calls] : statements) {
    WorkloadQuery query;
    query.sql = text;
    query.query_hash = sql::read_fingerprint(text).query_hash;
    query.calls = calls;
    made.push_back(query);
  }
  return made;
}

advisor::DistributionAdvice advise(const Catalog& catalog, const Workload& statements,
                                   const std::vector<pg::RoutedCalls>& routed = {}) {
  return advisor::advise_distribution(catalog, advisor::prepare_workload(statements, catalog),
                                      routed);
}

// What a Citus 13.2 cluster has counted of 161 statements on a table s distributed by c.
std::vector<pg::RoutedCalls> recorded() {
  std::ifstream file(SELFOPT_TEST_DATA "/citus/stat_statements.csv");
  std::vector<pg::RoutedCalls> calls;
  std::string line;
  std::getline(file, line);  // names of columns
  while (std::getline(file, line)) {
    const auto last = line.rfind(',');
    const auto middle = line.rfind(',', last - 1);
    std::string sql = line.substr(0, middle);
    if (sql.starts_with('"')) sql = sql.substr(1, sql.size() - 2);
    pg::RoutedCalls one{sql, std::nullopt, std::stoll(line.substr(last + 1))};
    if (middle + 1 < last) one.value = line.substr(middle + 1, last - middle - 1);
    calls.push_back(std::move(one));
  }
  return calls;
}

}  // namespace

TEST_CASE("a table whose statements look for another column gets it") {
  const auto found =
      advise(cluster(),
             workload({{"select * from s where id = 5", 90}, {"select * from s where c = 7", 10}}));
  REQUIRE(found.recommendations.size() == 1);
  const Recommendation& one = found.recommendations[0];
  CHECK(one.kind == RecommendationKind::distribute);
  CHECK(one.ddl == "select alter_distributed_table('public.s', distribution_column := 'id')");
  CHECK(one.undo_ddl == "select alter_distributed_table('public.s', distribution_column := 'c')");
  CHECK(
      one.reason ==
      "1 of 2 statements that read it ask all 4 shards; 90 % of their calls look for one id, 10 % "
      "are served by c, by which it is distributed. Its rows move between nodes, nobody can write "
      "to it meanwhile, and it is not kept together any more with public.t");
  CHECK_FALSE(one.verified);
}

TEST_CASE("a table is left alone whose column serves its statements") {
  CHECK(advise(cluster(), workload({{"select * from s where id = 5", 10},
                                    {"select * from s where c = 7", 90}}))
            .recommendations.empty());
  // Joins of tables that are kept together count for the column that does it.
  CHECK(advise(cluster(), workload({{"select * from s where id = 5", 50},
                                    {"select count(*) from s join t on s.c = t.c", 50}}))
            .recommendations.empty());
  CHECK(advise({}, workload({{"select * from s where id = 5", 50}})).recommendations.empty());
}

TEST_CASE("a column that cannot spread a table is rejected with the reason") {
  Catalog catalog = cluster();
  const auto few = advise(catalog, workload({{"select * from s where kind = 1", 50}}));
  CHECK(few.recommendations.empty());
  REQUIRE(few.rejected.size() == 1);
  CHECK(few.rejected[0].reason == "it has too few values to spread the rows by");
  Index key;
  key.table = "public.s";
  key.name = "s_key";
  key.unique = true;
  key.keys = {"c"};
  catalog.indexes = {key};
  const auto keyed = advise(catalog, workload({{"select * from s where id = 1", 50}}));
  CHECK(keyed.recommendations.empty());
  REQUIRE(keyed.rejected.size() == 1);
  CHECK(keyed.rejected[0].reason == "unique index s_key does not contain it");
}

TEST_CASE("a table with one large shard is named") {
  Catalog catalog = cluster();
  catalog.distribution.shards[2].size_bytes = 200 << 20;
  const Workload statements = workload({{"select * from s where c = 7", 1}});
  const auto found = advise(catalog, statements);
  REQUIRE(found.rejected.size() == 1);
  CHECK(found.rejected[0].candidate == "public.s by c");
  CHECK(
      found.rejected[0].reason.starts_with("its rows are spread unevenly: the largest of 4 shards "
                                           "has 209.7 MB, the median one 21.0 MB"));
  catalog.distribution.shards[2].size_bytes = 39 << 20;
  CHECK(advise(catalog, statements).rejected.empty());
}

TEST_CASE("what the coordinator has counted goes before what the text says") {
  const std::vector<pg::RoutedCalls> routed = recorded();
  REQUIRE(routed.size() == 43);
  const Workload statements =
      workload({{"select * from s where c = 7", 120}, {"select count(*) from s where id = 3", 40}});
  const auto found = advise(cluster(), statements, routed);
  REQUIRE(found.recommendations.size() == 1);
  CHECK(found.recommendations[0].ddl ==
        "select isolate_tenant_to_new_shard('public.s', '7', 'CASCADE')");
  CHECK(found.recommendations[0].reason.starts_with(
      "67 % of the 120 calls that ask one shard of it are for c = 7"));
  // The same statements, of which nothing is counted.
  CHECK(advise(cluster(), statements).recommendations.empty());
}
