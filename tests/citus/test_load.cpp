#include <fmt/format.h>

#include <selfopt/etl.hpp>

#include "support/catch.hpp"
#include "support/citus_database.hpp"
#include "support/temporary_files.hpp"

using namespace selfopt;
using test::CitusDatabase;

namespace {

std::string write_sales(const test::TemporaryFiles& files, int rows, int bad_every) {
  std::string text = "id,customer,amount\n";
  for (int i = 0; i < rows; ++i)
    text += fmt::format("{},{},{}\n", i, i % 997, bad_every > 0 && i % bad_every == 0 ? 99 : i % 7);
  return files.write("sales.csv", text);
}

LoadOptions load_of(const std::string& file) {
  LoadOptions options;
  options.inputs = {file};
  options.distribute_by = "customer";
  return options;
}

}  // namespace

TEST_CASE("a file becomes a distributed table, without a copy on the coordinator", "[.][citus]") {
  const CitusDatabase db;
  const test::TemporaryFiles files;
  LoadOptions options = load_of(write_sales(files, 30000, 0));
  for (const int connections : {1, 3}) {
    options.jobs = connections;
    options.share_from_bytes = 1000;
    const LoadResult loaded = load_files(db.database(), options);
    REQUIRE(loaded.failures.empty());
    CHECK(loaded.reports.front().rows_loaded == 30000);
    CHECK(db.value("select count(*) from bronze.sales") == "30000");
    CHECK(db.value("select distribution_column from citus_tables"
                   " where table_name = 'bronze.sales'::regclass") == "customer");
    CHECK(db.value("select pg_relation_size('bronze.sales')") == "0");
    if (connections == 1) db.run({"drop table bronze.sales"});
  }
  // It stays distributed when it is replaced.
  options.distribute_by.reset();
  CHECK(load_files(db.database(), options).failures.empty());
  CHECK(db.value("select count(*) from bronze.sales") == "30000");
}

TEST_CASE("a file becomes copies on all nodes", "[.][citus]") {
  const CitusDatabase db;
  const test::TemporaryFiles files;
  LoadOptions options = load_of(write_sales(files, 100, 0));
  options.distribute_by.reset();
  options.reference = {"sales"};
  CHECK(load_files(db.database(), options).failures.empty());
  CHECK(db.value("select citus_table_type from citus_tables") == "reference");
  CHECK(db.value("select count(*) from citus_shards") == "3");
}

// Citus does not say of which kind the error is, so no row is looked for.
TEST_CASE("a row that a node refuses is an error of the load", "[.][citus]") {
  const CitusDatabase db;
  const test::TemporaryFiles files;
  LoadOptions options = load_of(write_sales(files, 5000, 1000));
  options.schema_file = files.write(
      "schema.sql", "create table sales (id int, customer int, amount int, check (amount < 50));");
  options.max_rejects = RejectLimit::parse("10");
  const LoadResult loaded = load_files(db.database(), options);
  REQUIRE(loaded.failures.size() == 1);
  CHECK(loaded.failures.front().message().find("violates check constraint") != std::string::npos);
  CHECK(db.value("select to_regclass('bronze.sales')").empty());
}

TEST_CASE("a key without the distribution column is an error of the load", "[.][citus]") {
  const CitusDatabase db;
  const test::TemporaryFiles files;
  LoadOptions options = load_of(write_sales(files, 100, 0));
  options.key = {"id"};
  const LoadResult loaded = load_files(db.database(), options);
  REQUIRE(loaded.failures.size() == 1);
  CHECK(loaded.failures.front().message() == "cannot create constraint on \"sales\"");
  CHECK(db.value("select to_regclass('bronze.sales')").empty());
}
