#include "recommend/bloat.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

// A million integers, all different: such an index takes 22 MB when built.
Catalog catalog(std::int64_t size_bytes) {
  Table table;
  table.schema = "public";
  table.name = "t";
  table.sql_name = "public.t";
  table.rows = 1'000'000;
  Column a;
  a.name = a.sql_name = "a";
  a.type = "integer";
  a.average_width = 4;
  a.distinct = -1;
  a.has_statistics = true;
  table.columns = {a};
  Index index;
  index.schema = "public";
  index.name = "t_a";
  index.table = "public.t";
  index.method = "btree";
  index.keys = {"a"};
  index.rows = 1'000'000;
  index.size_bytes = size_bytes;
  Catalog out;
  out.tables = {table};
  out.indexes = {index};
  return out;
}

std::optional<pg::IndexDensity> unknown(const Index& /*index*/) {
  return std::nullopt;
}

}  // namespace

TEST_CASE("an index of more than twice the size and 10 MB too much is built anew") {
  const auto found = advisor::advise_reindex(catalog(60'000'000), unknown);
  REQUIRE(found.reindexes.size() == 1);
  CHECK(found.reindexes[0].ddl == "reindex index public.t_a");
  CHECK(found.reindexes[0].size_bytes > 35'000'000);
  CHECK(found.reindexes[0].size_bytes < 40'000'000);
  CHECK_FALSE(found.reindexes[0].verified);
  CHECK(advisor::advise_reindex(catalog(40'000'000), unknown).reindexes.empty());
}

TEST_CASE("what cannot be estimated is left alone") {
  Catalog tables = catalog(60'000'000);
  tables.indexes[0].definition =
      "CREATE INDEX t_a ON public.t USING btree (a) WITH (fillfactor='20')";
  CHECK(advisor::advise_reindex(tables, unknown).reindexes.empty());
  tables.indexes[0].definition.clear();
  tables.indexes[0].keys = {"lower(a)"};
  CHECK(advisor::advise_reindex(tables, unknown).reindexes.empty());
  tables.indexes[0].keys = {"a"};
  tables.tables[0].columns[0].has_statistics = false;
  CHECK(advisor::advise_reindex(tables, unknown).reindexes.empty());
}

TEST_CASE("a measurement has the last word") {
  const auto full = [](const Index&) { return pg::IndexDensity{7300, 0.88, 0}; };
  const auto found = advisor::advise_reindex(catalog(60'000'000), full);
  CHECK(found.reindexes.empty());
  REQUIRE(found.kept.size() == 1);
  CHECK(found.kept[0].candidate == "reindex index public.t_a");
  const auto empty = [](const Index&) { return pg::IndexDensity{7300, 0.3, 20}; };
  const auto measured = advisor::advise_reindex(catalog(60'000'000), empty);
  REQUIRE(measured.reindexes.size() == 1);
  CHECK(measured.reindexes[0].verified);
  CHECK(measured.reindexes[0].size_bytes > 39'000'000);
}
