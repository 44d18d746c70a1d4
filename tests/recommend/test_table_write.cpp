#include "recommend/prepared_workload.hpp"
#include "sql/features.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

Catalog catalog_of_two() {
  Catalog catalog;
  catalog.search_path = {"public"};
  for (const std::string name : {"t", "u"}) {
    Table table;
    table.schema = "public";
    table.name = name;
    table.sql_name = "public." + name;
    for (const std::string column : {"a", "b", "c"}) {
      Column one;
      one.name = one.sql_name = column;
      table.columns.push_back(one);
    }
    catalog.tables.push_back(table);
  }
  return catalog;
}

IndexDefinition index_on(const std::string& table, const std::string& key) {
  return {table, {{key, "", false}}, {}, std::nullopt, "btree"};
}

double entries(const std::string& sql, const IndexDefinition& definition, std::int64_t calls,
               std::optional<double> rows) {
  const Catalog catalog = catalog_of_two();
  WorkloadQuery query;
  query.sql = sql;
  query.calls = calls;
  query.rows = rows;
  return advisor::entries_written(advisor::prepare_workload({query}, catalog), definition);
}

}  // namespace

TEST_CASE("new rows are new to every index of their table, and to no other") {
  const std::string insert = "insert into t select * from u";
  CHECK(entries(insert, index_on("public.t", "a"), 10, 5.0) == 50);
  CHECK(entries(insert, index_on("public.t", "a"), 10, std::nullopt) == 10);
  CHECK(entries(insert, index_on("public.u", "a"), 10, 5.0) == 0);
  CHECK(entries("with x as (select a from u) insert into t (a) select a from x",
                index_on("public.t", "b"), 2, 3.0) == 6);
}

TEST_CASE("an update concerns the indexes that read what it changes") {
  const std::string update = "update t set b = 1 where a = 5";
  CHECK(entries(update, index_on("public.t", "b"), 4, 1.0) == 4);
  CHECK(entries(update, index_on("public.t", "(lower(b))"), 4, 1.0) == 4);
  CHECK(entries(update, index_on("public.t", "a"), 4, 1.0) == 0);
  IndexDefinition covering = index_on("public.t", "a");
  covering.include = {"b"};
  CHECK(entries(update, covering, 4, 1.0) == 4);
  IndexDefinition partial = index_on("public.t", "a");
  partial.where = "b = 3";
  CHECK(entries(update, partial, 4, 1.0) == 4);
}

TEST_CASE("reading and deleting make no entries") {
  CHECK(entries("select b from t where a = 1", index_on("public.t", "a"), 9, 9.0) == 0);
  CHECK(entries("delete from t where a = 1", index_on("public.t", "a"), 9, 9.0) == 0);
}

TEST_CASE("an update pays for what it spared until now once, however many indexes it concerns") {
  Catalog catalog = catalog_of_two();
  Index existing;
  existing.name = "t_a";
  existing.table = "public.t";
  existing.keys = {"a"};
  catalog.indexes = {existing};
  WorkloadQuery query;
  query.sql = "update t set b = 1 where a = 5";
  query.calls = 10;
  query.rows = 2.0;
  const auto prepared = advisor::prepare_workload({query}, catalog);
  const std::vector<IndexDefinition> candidates{
      index_on("public.t", "c"), index_on("public.t", "b"), index_on("public.t", "(lower(b))")};
  const auto lost = advisor::lost_hot_updates(prepared, candidates);
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].candidates == std::vector<std::size_t>{1, 2});
  CHECK(lost[0].entries == 40);  // 20 rows: one entry in t_a, one old version that stays

  catalog.tables[0].hot_share = 0.25;  // pages are full: most are new to all indexes already
  CHECK(advisor::lost_hot_updates(advisor::prepare_workload({query}, catalog), candidates)[0]
            .entries == 10);
}

TEST_CASE("where an index reads what an update changes every index has to follow") {
  Catalog catalog = catalog_of_two();
  Index existing;
  existing.table = "public.t";
  existing.keys = {"b"};
  catalog.indexes = {existing};
  WorkloadQuery query;
  query.sql = "update t set b = 1 where a = 5";
  query.calls = 10;
  const auto prepared = advisor::prepare_workload({query}, catalog);
  CHECK(advisor::entries_written(prepared, index_on("public.t", "c")) == 10);
  CHECK(advisor::lost_hot_updates(prepared, {index_on("public.t", "b")}).empty());
}
