#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/distribution.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

Table table(const std::string& name, double rows) {
  Table made;
  made.schema = "public";
  made.name = name;
  made.sql_name = "public." + name;
  made.rows = rows;
  made.pages = static_cast<std::int64_t>(rows / 100);
  made.size_bytes = made.pages * 8192;
  Column column;
  column.name = column.sql_name = "amount";
  column.has_statistics = rows > 0;
  column.distinct = rows > 0 ? 50 : 0;
  made.columns = {column};
  return made;
}

Index index(const std::string& name, const std::string& on, std::int64_t scans) {
  Index made;
  made.schema = "public";
  made.name = name;
  made.table = "public." + on;
  made.method = "btree";
  made.keys = {"amount"};
  made.scans = scans;
  made.size_bytes = 8192;
  return made;
}

// Two nodes, one shard each, and a table of which both have a copy.
Catalog coordinator() {
  Catalog catalog;
  catalog.tables = {table("codes", 0), table("sales", 0)};
  catalog.indexes = {index("codes_amount", "codes", 0), index("sales_amount", "sales", 0)};
  for (Index& one : catalog.indexes)
    one.needed_for = k_needed_by_distributed_table;
  catalog.usage.days = 100;
  catalog.distribution.nodes = {{2, "a", 5432}, {3, "b", 5432}};
  catalog.distribution.tables = {{"public.codes", DistributedTable::Kind::reference, "", 1},
                                 {"public.sales", DistributedTable::Kind::distributed, "id", 2}};
  catalog.distribution.shards = {{102008, "public.sales", "public.sales_102008", {2}},
                                 {102009, "public.sales", "public.sales_102009", {3}},
                                 {102010, "public.codes", "public.codes_102010", {2, 3}}};
  catalog.unseen_tables = {"public.codes", "public.sales"};
  return catalog;
}

std::map<int, Catalog> nodes() {
  std::map<int, Catalog> all;
  all[2].tables = {table("codes_102010", 200), table("sales", 0), table("sales_102008", 30000)};
  all[2].indexes = {index("codes_amount_102010", "codes_102010", 5),
                    index("sales_amount_102008", "sales_102008", 0)};
  all[2].usage.days = 90;
  all[3].tables = {table("codes_102010", 200), table("sales_102009", 20000)};
  all[3].indexes = {index("codes_amount_102010", "codes_102010", 7),
                    index("sales_amount_102009", "sales_102009", 72)};
  all[3].usage = {40, 1};
  return all;
}

}  // namespace

TEST_CASE("figures of shards are summed up, copies count once") {
  Catalog catalog = coordinator();
  sum_shards(catalog, nodes());
  CHECK(catalog.unseen_tables.empty());
  CHECK(find_table(catalog, "public.sales")->rows == 50000);
  CHECK(find_table(catalog, "public.sales")->pages == 500);
  CHECK(find_table(catalog, "public.sales")->columns[0].has_statistics);
  CHECK(find_table(catalog, "public.sales")->columns[0].distinct == 50);
  CHECK(find_table(catalog, "public.codes")->rows == 200);
  CHECK(find_table(catalog, "public.codes")->size_bytes == 2 * 2 * 8192);  // on the disks of both
}

TEST_CASE("scans of an index are those on all nodes") {
  Catalog catalog = coordinator();
  sum_shards(catalog, nodes());
  CHECK(catalog.indexes[0].scans == 12);
  CHECK(catalog.indexes[1].scans == 72);
  CHECK(catalog.indexes[1].size_bytes == 2 * 8192);
  CHECK(catalog.indexes[1].needed_for.empty());
  CHECK(catalog.usage.days == 40);
  CHECK(catalog.usage.replicas == 1);
}

TEST_CASE("what a node that was not read holds stays unseen") {
  Catalog catalog = coordinator();
  auto seen = nodes();
  seen.erase(3);
  sum_shards(catalog, seen);
  CHECK(catalog.unseen_tables == std::set<std::string>{"public.codes", "public.sales"});
  CHECK(catalog.indexes[1].needed_for == k_needed_by_distributed_table);
}

TEST_CASE("an index that a shard lacks is not judged") {
  Catalog catalog = coordinator();
  auto seen = nodes();
  seen[3].indexes.pop_back();
  sum_shards(catalog, seen);
  CHECK(catalog.unseen_tables.empty());
  CHECK(catalog.indexes[1].needed_for == k_needed_by_distributed_table);
}

// Citus leaves the coordinator's index invalid when CREATE INDEX CONCURRENTLY IF NOT EXISTS finds
// one, though statements go on using those of the shards.
TEST_CASE("an index is valid if shards have it valid") {
  Catalog catalog = coordinator();
  catalog.indexes[1].valid = false;
  auto seen = nodes();
  sum_shards(catalog, seen);
  CHECK(catalog.indexes[1].valid);
  for (auto& [id, node] : seen)
    for (Index& one : node.indexes)
      one.valid = false;
  catalog = coordinator();
  sum_shards(catalog, seen);
  CHECK_FALSE(catalog.indexes[1].valid);
}

TEST_CASE("names on shards have the shard's number, and a hash if they were too long") {
  CHECK(is_name_on_shard("sales_102008", "sales", 102008));
  CHECK_FALSE(is_name_on_shard("sales_102008", "sales", 102009));
  CHECK_FALSE(is_name_on_shard("sales_x_102008", "sales", 102008));
  // As Citus 13.2 names it.
  const std::string whole = "sales_an_index_of_a_very_long_name_indeed_so_long_it_is_cut";
  CHECK(is_name_on_shard("sales_an_index_of_a_very_long_name_indeed_so_lo_bf4663b3_102012", whole,
                         102012));
  CHECK_FALSE(is_name_on_shard("sales_an_index_of_another_long_name_indeed_so_l_bf4663b3_102012",
                               whole, 102012));
  CHECK_FALSE(is_name_on_shard(whole, whole, 102012));
}
