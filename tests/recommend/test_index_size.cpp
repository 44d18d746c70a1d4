#include <algorithm>
#include <cmath>
#include <string>

#include "pg/catalog.hpp"
#include "recommend/candidate_pool.hpp"
#include "recommend/index_size.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

// Columns of the widths, types and repetition that warehouses have.
constexpr const char* k_table = R"(
  create table facts as
  select i as id, (i * 7919) % 200000 as shuffled, i % 10 as few, i % 1000 as medium,
         (i % 50000)::bigint as many, (i % 365)::int + date '2024-01-01' as day,
         timestamp '2024-01-01' + i * interval '1 minute' as at,
         round(((i * 7919::bigint) % 100003) / 100.0, 2) as amount, i / 3.0::float8 as ratio,
         'customer-' || i % 20000 as customer, md5(i::text) as hash,
         case when i % 5 = 0 then null else i % 3000 end as sparse,
         ('code' || i % 7)::char(10) as padded, (i % 50) * interval '1 hour' as span,
         i % 2 = 0 as flag, (i % 200)::smallint as small
  from generate_series(1, 200000) i)";

double relative_error(const test::TemporaryDatabase& database, const Catalog& catalog,
                      const IndexDefinition& definition) {
  database.run("create index built " + definition.sql());
  const double real = std::stod(database.value("select pg_relation_size('built')"));
  database.run("drop index built");
  const double estimated = static_cast<double>(advisor::built_size_bytes(catalog, definition, 1));
  INFO(definition.sql() << ": real " << real << ", estimated " << estimated);
  CHECK(std::fabs(estimated / real - 1) <= 0.30);
  return std::fabs(estimated / real - 1);
}

}  // namespace

TEST_CASE("sizes of B-trees are foretold within 10 % at the median and 30 % at worst", "[server]") {
  const test::TemporaryDatabase database;
  database.run(k_table);
  database.run("vacuum analyze facts");
  pg::Session session(database.database());
  const Catalog catalog = pg::read_catalog(session);
  const auto on = [](std::vector<IndexKey> keys, std::vector<std::string> include = {}) {
    return IndexDefinition{"public.facts", std::move(keys), std::move(include), {}, "btree"};
  };
  std::vector<double> errors;
  for (const char* column :
       {"id", "shuffled", "few", "medium", "many", "day", "at", "amount", "ratio", "customer",
        "hash", "sparse", "flag", "small", "padded", "span"})
    errors.push_back(relative_error(database, catalog, on({{column}})));
  errors.push_back(relative_error(database, catalog, on({{"few"}, {"day"}})));
  errors.push_back(relative_error(database, catalog, on({{"padded"}, {"day"}})));
  errors.push_back(relative_error(database, catalog, on({{"customer"}, {"at"}})));
  errors.push_back(relative_error(database, catalog, on({{"few"}, {"shuffled"}, {"flag"}})));
  errors.push_back(relative_error(database, catalog, on({{"few"}}, {"amount"})));
  errors.push_back(relative_error(database, catalog, on({{"customer"}}, {"amount", "day"})));
  std::ranges::sort(errors);
  CHECK(errors[errors.size() / 2] <= 0.10);
}
