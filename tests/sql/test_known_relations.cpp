#include <string>
#include <utility>
#include <vector>

#include "sql/features.hpp"
#include "sql/known_relations.hpp"
#include "support/catch.hpp"

using selfopt::Catalog;
using selfopt::ColumnUse;
using selfopt::sql::KnownRelations;
using std::string;

namespace {

void add(Catalog& catalog, const string& schema, const string& name,
         const std::vector<string>& columns) {
  selfopt::Table& table = catalog.tables.emplace_back();
  table.schema = schema;
  table.name = name;
  for (const string& column : columns)
    table.columns.emplace_back().name = column;
}

Catalog shop() {
  Catalog catalog;
  catalog.search_path = {"public", "archive"};
  add(catalog, "public", "orders", {"id", "customer_id", "total", "day"});
  add(catalog, "public", "customers", {"id", "name", "city"});
  add(catalog, "public", "big_orders", {"id", "city"});  // a view is a relation like any other
  add(catalog, "archive", "orders", {"id", "year"});
  add(catalog, "archive", "old", {"id", "total"});
  add(catalog, "pg_catalog", "pg_class", {"oid", "relname"});
  return catalog;
}

// "table.column role", in the order of the statement.
std::vector<string> columns(const string& sql) {
  static const KnownRelations known(shop());
  std::vector<string> result;
  for (const ColumnUse& use : selfopt::sql::read_features(sql, &known).columns)
    result.push_back((use.table.empty() ? "?" : use.table) + "." + use.column + " " +
                     string(to_string(use.role)));
  return result;
}

using Uses = std::vector<string>;

}  // namespace

TEST_CASE("an unqualified column goes to the table that has it") {
  CHECK(columns("select total from orders, customers where city = 'x' and customer_id < 5") ==
        Uses{"orders.total output", "customers.city equality", "orders.customer_id range"});
  CHECK(columns("select 1 from orders o join customers on name = 'x' and total = 1") ==
        Uses{"customers.name equality", "orders.total equality"});
  CHECK(columns("select 1 from orders, customers where customer_id = customers.id") ==
        Uses{"orders.customer_id join", "customers.id join"});
  CHECK(columns("update orders set total = 1 from customers where name = 'x'") ==
        Uses{"orders.total output", "customers.name equality"});
}

TEST_CASE("a comparison of two columns is a join only if they are of two tables") {
  CHECK(columns("select 1 from orders, customers where total = day and name <> day") ==
        Uses{"orders.total equality", "orders.day equality", "customers.name join",
             "orders.day join"});
}

TEST_CASE("a column that no table has is nobody's") {
  CHECK(columns("select 1 from orders where nothing = 1") == Uses{"?.nothing equality"});
  CHECK(columns("select 1 from orders, unknown where nothing = 1 and total = 2") ==
        Uses{"unknown.nothing equality", "orders.total equality"});
}

TEST_CASE("a sub-select sees its own tables first, then those around it") {
  CHECK(columns("select 1 from customers where exists "
                "(select 1 from orders where customer_id = name and id = 5)") ==
        Uses{"orders.customer_id join", "customers.name join", "orders.id equality"});
  CHECK(
      columns("select 1 from customers, lateral "
              "(select total from orders where day = city) x where total > 5") ==
      Uses{"orders.total output", "orders.day join", "customers.city join", "orders.total range"});
  // Not LATERAL: the other items of FROM are not seen. An equality with nobody's column is a join.
  CHECK(columns("select 1 from customers, (select 1 from orders where day = city) x") ==
        Uses{"orders.day join", "?.city join"});
}

TEST_CASE("a function's column is one that no table has") {
  CHECK(columns("select 1 from customers where exists "
                "(select 1 from generate_series(1, 3) g where g = 3 and city = 'x' and n = 1)") ==
        Uses{"?.g equality", "customers.city equality", "?.n equality"});
}

TEST_CASE("a star is the columns of the tables") {
  CHECK(columns("select * from customers") ==
        Uses{"customers.id output", "customers.name output", "customers.city output"});
  CHECK(columns("select o.*, name from archive.orders o, customers") ==
        Uses{"archive.orders.id output", "archive.orders.year output", "customers.name output"});
  CHECK(columns("select * from big_orders, unknown") ==
        Uses{"big_orders.id output", "big_orders.city output", "unknown.* output"});
  CHECK(columns("select city from (select * from customers) x where name = 'x'") ==
        Uses{"customers.id output", "customers.name output", "customers.city output",
             "customers.city output", "customers.name equality"});  // city is given out twice
  CHECK(columns("delete from big_orders where id = 1 returning *") ==
        Uses{"big_orders.id equality", "big_orders.id output", "big_orders.city output"});
}

TEST_CASE("NATURAL and USING join the columns of the same name, and * has them once") {
  const Uses expected{"orders.id join",        "customers.id join",
                      "orders.id output",      "orders.customer_id output",
                      "orders.total output",   "orders.day output",
                      "customers.name output", "customers.city output",
                      "orders.id equality"};
  CHECK(columns("select * from orders natural join customers where id = 1") == expected);
  CHECK(columns("select * from orders join customers using (id) where id = 1") == expected);
  CHECK(columns("select 1 from orders natural join customers natural join big_orders") ==
        Uses{"orders.id join", "customers.id join", "big_orders.id join", "customers.city join",
             "big_orders.city join"});
  CHECK(columns("select 1 from (select id, total from orders) x natural join customers") ==
        Uses{"orders.id output", "orders.total output", "orders.id join", "customers.id join"});
}

TEST_CASE("tables are found along the search path, in the schema that is written") {
  CHECK(columns("select year, day from orders, old") == Uses{"?.year output", "orders.day output"});
  CHECK(columns("select year from archive.orders, customers") ==
        Uses{"archive.orders.year output"});
  CHECK(columns("select relname, name from pg_class, customers") ==
        Uses{"pg_class.relname output", "customers.name output"});
  CHECK(columns("with orders as (select name from customers) select name from orders, old") ==
        Uses{"customers.name output", "customers.name output"});  // inside and outside
}

TEST_CASE("columns that FROM renames are those of the table") {
  CHECK(columns("select b from orders as o (a, b), customers where a = 1 and total = 2") ==
        Uses{"orders.customer_id output", "orders.id equality", "orders.total equality"});
  // The old name is gone.
  CHECK(columns("select 1 from old as o (a) where id = 1") == Uses{"?.id equality"});
}

TEST_CASE("a relation's name alone is its whole row, unless a column is called so") {
  CHECK(columns("select customers, count(o) from orders o, customers group by customers") ==
        Uses{"customers.* output", "orders.* output", "customers.* group"});
  CHECK(columns("select city from customers as city") == Uses{"customers.city output"});
}

TEST_CASE("every table has system columns") {
  CHECK(columns("select xmin from orders where ctid = '(0,1)'") ==
        Uses{"orders.xmin output", "orders.ctid equality"});
}

TEST_CASE("GROUP BY prefers a column of FROM to an item of the select list, ORDER BY does not") {
  CHECK(columns("select total as day from orders group by day order by day") ==
        Uses{"orders.total output", "orders.day group", "orders.total order"});
  CHECK(columns("select total as sum from orders group by sum") ==
        Uses{"orders.total output", "orders.total group"});
}
