#include <algorithm>

#include "recommend/candidates.hpp"
#include "recommend/table_access.hpp"
#include "sql/features.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using advisor::TableAccess;

namespace {

Column column(const std::string& name, const std::string& type, double distinct) {
  Column out;
  out.name = name;
  out.sql_name = name;
  out.type = type;
  out.distinct = distinct;
  out.average_width = 8;
  out.has_statistics = true;
  return out;
}

Catalog catalog() {
  Table sales;
  sales.schema = "bronze";
  sales.name = "sales";
  sales.sql_name = "bronze.sales";
  sales.rows = 100'000;
  sales.pages = 2000;
  sales.columns = {column("id", "integer", -1),     column("customer", "integer", 5000),
                   column("store", "smallint", 40), column("sold_at", "timestamp", -0.9),
                   column("status", "text", 4),     column("email", "text", -0.5)};
  Table customer = sales;
  customer.name = "customer";
  customer.sql_name = "bronze.customer";
  customer.columns = {column("customer_id", "integer", -1), column("city", "text", 100)};
  Catalog out;
  out.search_path = {"bronze"};
  out.tables = {sales, customer};
  return out;
}

// The candidates of every table of a statement, as SQL without "on TABLE using".
std::vector<std::string> candidates(const std::string& sql, const Catalog& tables = catalog()) {
  std::vector<std::string> out;
  for (const TableAccess& access : advisor::table_accesses(sql::read_features(sql), tables))
    for (const IndexDefinition& definition : advisor::candidates_for(access, 3))
      out.push_back(access.table->name + " " + definition.method +
                    definition.sql().substr(definition.sql().find(" (")));
  return out;
}

bool has(const std::vector<std::string>& list, const std::string& wanted) {
  return std::ranges::count(list, wanted) == 1;
}

}  // namespace

TEST_CASE("equality comes before a range, and both orders of two equalities are tried") {
  const auto found = candidates(
      "select id from sales where customer = 1 and store = 2 and sold_at > '2024-01-01'");
  CHECK(has(found, "sales btree (customer)"));
  CHECK(has(found, "sales btree (store, customer)"));
  CHECK(has(found, "sales btree (customer, store, sold_at)"));
  CHECK(has(found, "sales btree (customer, store, sold_at) include (id)"));
  CHECK_FALSE(has(found, "sales btree (sold_at, customer)"));
}

TEST_CASE("an ORDER BY follows the equality, its directions kept where they are mixed") {
  CHECK(has(candidates("select * from sales where customer = 1 order by sold_at desc"),
            "sales btree (customer, sold_at)"));
  CHECK(has(candidates("select * from sales where customer = 1 order by sold_at desc, id"),
            "sales btree (customer, sold_at desc, id)"));
}

TEST_CASE("columns without a table are found in the relation that has them") {
  const auto found = candidates(
      "select city from sales s, customer c where customer = customer_id and city = 'X'");
  CHECK(has(found, "sales btree (customer)"));
  CHECK(has(found, "customer btree (customer_id, city)"));
}

TEST_CASE("each side of an OR gets an index of its own") {
  const auto found = candidates("select id from sales where customer = 1 or email = 'x'");
  CHECK(has(found, "sales btree (customer)"));
  CHECK(has(found, "sales btree (email)"));
  CHECK_FALSE(has(found, "sales btree (customer, email)"));
}

TEST_CASE("a LIKE with a fixed beginning is a range, one without is not") {
  CHECK(has(candidates("select id from sales where email like 'abc%'"),
            "sales btree (email text_pattern_ops)"));
  CHECK(candidates("select id from sales where email like '%abc'").empty());
}

TEST_CASE("an expression can be a key, one with a parameter inside cannot") {
  CHECK(has(candidates("select id from sales where lower(email) = 'x'"),
            "sales btree ((lower(email)))"));
  for (const std::string& one : candidates("select id from sales where left(email, $1) = 'x'"))
    CHECK(one.find('$') == std::string::npos);
}

TEST_CASE("a rare constant may be the condition of a partial index, a common one may not") {
  CHECK(has(candidates("select id from sales where status = 'open' and customer = 1"),
            "sales btree (customer) where status = 'open'"));
  Catalog tables = catalog();
  tables.tables[0].columns[4].distinct = 2;
  CHECK_FALSE(has(candidates("select id from sales where status = 'open' and customer = 1", tables),
                  "sales btree (customer) where status = 'open'"));
}

TEST_CASE("BRIN is for columns that follow the physical order") {
  const char* const k_sql = "select count(*) from sales where sold_at > '2024-01-01'";
  CHECK_FALSE(has(candidates(k_sql), "sales brin (sold_at)"));
  Catalog tables = catalog();
  tables.tables[0].columns[3].correlation = 0.99;
  CHECK(has(candidates(k_sql, tables), "sales brin (sold_at)"));
}

TEST_CASE("an existing index stands for its prefixes, and only if it is valid") {
  Catalog tables = catalog();
  Index index;
  index.table = "bronze.sales";
  index.method = "btree";
  index.keys = {"customer", "store"};
  index.definition = "CREATE INDEX i ON bronze.sales USING btree (customer, store)";
  tables.indexes = {index};
  const IndexDefinition prefix{"bronze.sales", {{"customer"}}, {}, {}, "btree"};
  const IndexDefinition other{"bronze.sales", {{"store"}}, {}, {}, "btree"};
  const IndexDefinition covering{"bronze.sales", {{"customer"}}, {"id"}, {}, "btree"};
  CHECK(advisor::exists_already(prefix, tables));
  CHECK_FALSE(advisor::exists_already(other, tables));
  CHECK_FALSE(advisor::exists_already(covering, tables));
  tables.indexes.front().valid = false;
  CHECK_FALSE(advisor::exists_already(prefix, tables));
}

TEST_CASE("two indexes merge if the keys of one begin with those of the other") {
  const IndexDefinition a{"t", {{"x"}}, {"p"}, {}, "btree"};
  const IndexDefinition b{"t", {{"x"}, {"y"}}, {"q"}, {}, "btree"};
  const auto merged = advisor::merge(a, b);
  REQUIRE(merged.size() == 1);
  CHECK(merged.front().sql() == "on t using btree (x, y) include (p, q)");
  CHECK(advisor::merge(a, {"t", {{"y"}}, {}, {}, "btree"}).empty());
  CHECK(advisor::merge(a, {"u", {{"x"}}, {"q"}, {}, "btree"}).empty());
}

TEST_CASE("an index stands for another if it begins with its keys and carries its columns") {
  const IndexDefinition smaller{"t", {{"x"}}, {"p"}, {}, "btree"};
  CHECK(advisor::stands_for({"t", {{"x"}, {"p"}}, {}, {}, "btree"}, smaller));
  CHECK(advisor::stands_for({"t", {{"x"}}, {"p", "q"}, {}, "btree"}, smaller));
  CHECK_FALSE(advisor::stands_for(smaller, smaller));
  CHECK_FALSE(advisor::stands_for({"t", {{"x"}, {"y"}}, {}, {}, "btree"}, smaller));
  CHECK_FALSE(advisor::stands_for({"t", {{"p"}, {"x"}}, {}, {}, "btree"}, smaller));
  CHECK_FALSE(advisor::stands_for({"u", {{"x"}, {"p"}}, {}, {}, "btree"}, smaller));
  CHECK_FALSE(advisor::stands_for({"t", {{"x"}, {"p"}}, {}, "p > 0", "btree"}, smaller));
}
