#include <algorithm>

#include <fmt/format.h>

#include <selfopt/recommend.hpp>

#include "pg/catalog.hpp"
#include "pg/column_values.hpp"
#include "pg/session.hpp"
#include "recommend/candidate_pool.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using test::TemporaryDatabase;

namespace {

// Two years of sales, a partition a month, one of which has parts of its own, and three empty ones
// to come. As autovacuum does, only what holds rows is analysed.
void make_sales(const TemporaryDatabase& db) {
  std::string sql =
      "create table sales (day date not null, customer int, amount numeric(8,2), note text)"
      " partition by range (day);";
  for (int month = 0; month < 27; ++month)
    sql += fmt::format(
        "create table sales_{0} partition of sales for values from (date '2023-01-01' + interval "
        "'{0} months') to (date '2023-01-01' + interval '{1} months'){2};",
        month, month + 1, month == 5 ? " partition by hash (customer)" : "");
  for (int part = 0; part < 2; ++part)
    sql += fmt::format(
        "create table sales_5_{0} partition of sales_5 for values with (modulus 2, remainder {0});",
        part);
  sql +=
      "insert into sales select date '2023-01-01' + i / 274, i * 7919 % 20000, i % 500, "
      "repeat('x', 60) from generate_series(0, 199999) i order by 1;";
  db.run(sql);
  for (int month = 0; month < 24; ++month)
    if (month != 5) db.run(fmt::format("analyze sales_{}", month));
  db.run("analyze sales_5_0; analyze sales_5_1");
}

WorkloadQuery query(const std::string& sql, std::int64_t calls = 100) {
  WorkloadQuery made;
  made.sql = sql;
  made.query_hash = sql;
  made.calls = calls;
  return made;
}

std::vector<Recommendation> of_kind(const Recommendations& advice, RecommendationKind kind) {
  std::vector<Recommendation> found;
  std::ranges::copy_if(advice.recommendations, std::back_inserter(found),
                       [&](const Recommendation& one) { return one.kind == kind; });
  return found;
}

Catalog catalog_of(const TemporaryDatabase& db) {
  pg::Session session(db.database());
  return pg::read_catalog(session);
}

}  // namespace

TEST_CASE("the figures of a partitioned table are those of its partitions", "[server]") {
  const TemporaryDatabase db;
  make_sales(db);
  db.run("create index on sales (customer)");
  const Catalog catalog = catalog_of(db);
  const Table* sales = find_table(catalog, "public.sales");
  REQUIRE(sales != nullptr);
  CHECK(leaf_partitions(catalog, *sales).size() == 28);  // two of them parts of a partition
  CHECK(sales->rows == 200'000);
  CHECK(std::to_string(sales->size_bytes) ==
        db.value("select sum(pg_table_size(relid)) from pg_partition_tree('sales') where isleaf"));
  CHECK(sales->pages > 2000);
  CHECK(leaf_partitions(catalog, *find_table(catalog, "public.sales_5")).size() == 2);
  const auto customer = std::ranges::find(sales->columns, "customer", &Column::name);
  CHECK_FALSE(customer->has_statistics);  // the planner has none of the whole
  CHECK(customer->average_width == 4);
  const auto index =
      std::ranges::find(catalog.indexes, std::string("sales_customer_idx"), &Index::name);
  REQUIRE(index != catalog.indexes.end());
  CHECK(index->partitioned);
  CHECK(std::to_string(index->size_bytes) ==
        db.value("select sum(pg_relation_size(relid)) from pg_partition_tree("
                 "'sales_customer_idx') where isleaf"));
}

TEST_CASE("what reads all partitions gets an index on the whole, of the size that it will have",
          "[server]") {
  const TemporaryDatabase db(TemporaryDatabase::Extensions::all);
  make_sales(db);
  const Recommendations advice =
      recommend(db.database(), {query("select * from sales where customer = 77")}, {});
  const auto created = of_kind(advice, RecommendationKind::create_index);
  REQUIRE(created.size() == 1);
  CHECK(created[0].table == "public.sales");
  CHECK(created[0].columns == std::vector<std::string>{"customer"});
  CHECK(created[0].benefit > 0.9);
  db.run(created[0].ddl);
  const double built =
      std::stod(db.value("select sum(pg_relation_size(relid)) from pg_partition_tree('public." +
                         created[0].name + "') where isleaf"));
  CHECK(static_cast<double>(created[0].size_bytes) > 0.7 * built);
  CHECK(static_cast<double>(created[0].size_bytes) < 1.3 * built);
  const auto care = of_kind(advice, RecommendationKind::analyze);
  REQUIRE(care.size() == 1);  // not of the empty partitions
  CHECK(care[0].ddl == "analyze public.sales");
  CHECK(care[0].reason.starts_with("never analysed as a whole, which autovacuum does not do"));
}

TEST_CASE("what reads one partition gets an index on that, if space is short", "[server]") {
  const TemporaryDatabase db(TemporaryDatabase::Extensions::all);
  make_sales(db);
  const Workload workload{query(
      "select * from sales where customer = 77 and day between '2024-03-01' and '2024-03-31'")};
  RecommendOptions options;
  options.budget_bytes = 500'000;  // the whole takes ten times that
  const auto created =
      of_kind(recommend(db.database(), workload, options), RecommendationKind::create_index);
  REQUIRE(created.size() == 1);
  CHECK(created[0].table == "public.sales_14");
  CHECK(created[0].columns.front() == "customer");
  CHECK(created[0].size_bytes < 500'000);
  CHECK(created[0].benefit > 0.9);
}

TEST_CASE("a partitioned table that was never analysed has values for parameters all the same",
          "[server]") {
  const TemporaryDatabase db;
  make_sales(db);
  const auto values = [&] {
    pg::Session session(db.database());
    const auto found = pg::read_column_values(session, {"public.sales"}, {"customer"});
    return found.size() == 1 ? found.front().bounds.size() : 0;
  };
  CHECK(values() > 50);
  db.run("drop table sales_0");
  CHECK(values() > 50);
}

TEST_CASE("what is written to a partitioned table burdens the indexes of its partitions",
          "[server]") {
  const TemporaryDatabase db;
  make_sales(db);
  const Catalog catalog = catalog_of(db);
  const auto entries = [&](const std::string& written, const std::string& indexed) {
    const auto workload = advisor::prepare_workload(
        {query("insert into " + written + " values ('2023-02-03', 1, 2)", 40)}, catalog);
    return advisor::entries_written(workload, {indexed, {{"customer", "", false}}, {}, {}});
  };
  CHECK(entries("sales", "public.sales_3") == 40);
  CHECK(entries("sales_3", "public.sales") == 40);
  CHECK(entries("sales_5_0", "public.sales_5") == 40);
  CHECK(entries("sales_3", "public.sales_4") == 0);
}

TEST_CASE("without HypoPG a partitioned table gets what can be said, too", "[server]") {
  const TemporaryDatabase db;
  make_sales(db);
  RecommendOptions options;
  options.unverified = true;
  const auto created =
      of_kind(recommend(db.database(), {query("select * from sales where customer = 77")}, options),
              RecommendationKind::create_index);
  REQUIRE(created.size() == 1);
  CHECK(created[0].table == "public.sales");
  CHECK_FALSE(created[0].verified);
  CHECK(created[0].confidence == 0.5);
  CHECK(created[0].size_bytes > 2'000'000);
}

TEST_CASE("time that rises within partitions of months gets a BRIN where space is short",
          "[server]") {
  const TemporaryDatabase db(TemporaryDatabase::Extensions::all);
  db.run(
      "create table log (at timestamp not null, what text) partition by range (at);"
      "create table log_1 partition of log for values from ('2024-01-01') to ('2024-02-01');"
      "create table log_2 partition of log for values from ('2024-02-01') to ('2024-03-01');"
      "create table log_3 partition of log for values from ('2024-03-01') to ('2024-04-01');"
      "insert into log select timestamp '2024-01-01' + i * interval '25 seconds', repeat('y', 100)"
      " from generate_series(0, 199999) i");
  db.run("vacuum analyze log_1");
  db.run("vacuum analyze log_2");
  RecommendOptions options;
  options.budget_bytes = 200'000;
  const auto created =
      of_kind(recommend(db.database(),
                        {query("select count(*) from log where at between '2024-01-05 10:00' and "
                               "'2024-01-05 11:00'")},
                        options),
              RecommendationKind::create_index);
  REQUIRE(created.size() == 1);
  CHECK(created[0].method == "brin");
  CHECK(created[0].benefit > 0.3);
}
