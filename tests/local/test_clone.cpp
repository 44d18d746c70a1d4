#include <filesystem>

#include <selfopt/clone.hpp>

#include "pg/planner.hpp"
#include "pg/wire.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

// A planner that knows what another one knows plans alike, cost for cost.

namespace {

using selfopt::Clone;
using selfopt::Database;

// Everything that statistics are kept of in another form.
constexpr const char* k_schema[] = {
    "create type colour as enum ('red', 'green', 'blue')",
    "create domain price as numeric(10, 2) check (value >= 0)",
    "create function twice(n int) returns int language sql immutable as 'select 2 * n'",
    "create table customer (id int primary key, \"Name\" text, email varchar(40), colour colour, "
    "gone int)",
    "alter table customer drop column gone",
    "create table sales (id bigint primary key, customer int references customer, sold_on date,"
    " amount price, tags text[], words tsvector, valid int4range, region int, state int) with"
    " (parallel_workers = 2)",
    "create table event (at timestamptz, kind int, customer int) partition by range (at)",
    "create table event_1 partition of event for values from ('2024-01-01') to ('2024-02-01')",
    "create table event_2 partition of event for values from ('2024-02-01') to ('2024-03-01')",
    "insert into customer select n, 'Name ' || n % 700, 'a' || n || '@example.org',"
    " (array['red', 'green', 'blue'])[1 + n % 3]::colour from generate_series(1, 3000) n",
    "insert into sales select n, 1 + n * 7 % 3000, '2024-01-01'::date + n % 365, n % 977,"
    " array['t' || n % 11, 'u' || n % 5], to_tsvector('simple', 'word' || n % 40),"
    " int4range(n % 100, n % 100 + 5), n % 50, n % 50 / 5 from generate_series(1, 60000) n",
    "insert into event select '2024-01-01'::timestamptz + n * interval '1 minute', n % 9, n % 3000"
    " from generate_series(1, 80000) n",
    "create index on sales (sold_on)",
    "create index on sales (lower(tags[1]))",
    "create unique index on customer (email)",
    "create index on sales using brin (sold_on)",
    "create index on event (at)",
    "create statistics region_and_state (dependencies, ndistinct) on region, state from sales",
    "create view big_sales as select * from sales where amount > 900",
    "vacuum analyze",
};

constexpr const char* k_statements[] = {
    "select * from customer where \"Name\" = 'Name 5' and colour = 'red'",
    "select * from sales where sold_on between '2024-03-01' and '2024-03-03'",
    "select count(*) from sales join customer on customer.id = sales.customer where colour <> "
    "'blue'",
    "select * from sales where tags @> array['t3'] and words @@ 'word7'",
    "select * from sales where valid is null or state = 3",
    "select * from sales where lower(tags[1]) = 't5'",
    "select region, state, count(*) from sales where region = 7 and state = 1 group by region, "
    "state",
    "select * from big_sales where twice(region) = 8 order by amount limit 5",
    "select kind, count(*) from event where at >= '2024-02-03' group by kind",
    "select c.id, c.\"Name\", sum(s.amount) from customer c join sales s on s.customer = c.id"
    " where email like 'a1%' group by c.id",
};

std::string plan_of(const Database& database, const std::string& sql) {
  selfopt::pg::Planner planner(database, std::chrono::seconds(20));
  return planner.explain(planner.admit(sql, {}));
}

}  // namespace

TEST_CASE("a clone's planner plans as the original's", "[server]") {
  const selfopt::test::TemporaryDatabase original;
  selfopt::pg::Wire wire(original.database());
  for (const char* statement : k_schema)
    wire.execute(statement);
  const Clone clone(original.database());
  CHECK(clone.planner().about.differences.empty());
  for (const char* statement : k_statements) {
    CAPTURE(statement);
    CHECK(plan_of(clone.planner().database, statement) == plan_of(original.database(), statement));
  }
}
