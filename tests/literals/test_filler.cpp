#include "literals/literals.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using literals::Filled;
using literals::Filler;

namespace {

constexpr std::chrono::seconds k_timeout{20};

WorkloadQuery query(std::string sql) {
  WorkloadQuery made;
  made.sql = std::move(sql);
  return made;
}

void make_sales(const test::TemporaryDatabase& database) {
  database.run(
      "create table sales (id int, day date, at timestamp, customer int, status text, amount "
      "numeric(10,2), note jsonb);"
      "insert into sales select i, date '2023-01-01' + i % 600, timestamp '2023-01-01' + i % 600 *"
      " interval '1 day', i % 500, case when i % 100 = 0 then 'open' else 'done' end, i % 97, '{}'"
      " from generate_series(1, 20000) i;"
      "analyze sales");
}

}  // namespace

// The shapes that the server itself does not take any more once it has normalised them.
TEST_CASE("texts of pg_stat_statements become statements that can be planned", "[server]") {
  const test::TemporaryDatabase database;
  make_sales(database);
  const char* sql = GENERATE(
      "select sum(amount) from sales where day >= date $1 and day < date $2 + interval $3",
      "select date_trunc($1, at), count(*) from sales group by date_trunc('month', at)",
      "select date_trunc($1, at), count(*) from sales group by date_trunc($2, at) order by 1",
      "select extract($1 from day), sum(amount) from sales group by extract($2 from day)",
      "select id / $1 as part, count(*) from sales group by id / 100",
      "select sum(case when status = $1 then $2 else $3 end) from sales",
      "select case when amount > $1 then $2 else status end from sales",
      "select avg(amount * ($1 - $2)) from sales",
      "select * from sales where day between current_date - $1 and current_date",
      "select * from sales where at > now() - interval $1 and status in ($2, $3)",
      "select * from sales where at > timestamp $1 - $2::interval",
      "select to_char(day, $1), count(*) from sales group by to_char(day, 'YYYY')",
      "select customer, sum(amount) from sales group by customer having sum(amount) > $1 limit $2",
      "select coalesce(status, $1), round(amount, $2), substr(status, $3, $4) from sales",
      "select g::date from generate_series($1::date, $2::date, $3) g",
      "select status || $1, note ->> $2 from sales where note @> $3",
      "select rank() over (order by sum(amount) desc), customer from sales where day > $1 + 30"
      " group by customer offset $2",
      "select * from sales where (customer, status) = ($1, $2) or customer = any ($3)",
      "select percentile_cont($1) within group (order by amount) from sales",
      "insert into sales (id, day, status) values ($1, $2, $3)",
      "update sales set amount = amount * $1 where id = $2",
      "select customer from sales where id in ($1 /*, ... */)",
      "select oid from pg_class where relname in ($1, $2, $3) and relkind = $4");
  INFO(sql);
  Filler filler(database.database(), k_timeout, 1);
  const Filled filled = filler.fill({query(sql)}).front();
  CHECK(filled.error.empty());
  CHECK(filled.values.empty());
  CHECK(filled.invented);
  CHECK(filled.sql.find('$') == std::string::npos);
}

TEST_CASE("values come from the statistics, and the same seed gives the same", "[server]") {
  const test::TemporaryDatabase database;
  make_sales(database);
  const WorkloadQuery asked = query("select id from sales where status = $1 and customer = $2");
  const auto fill = [&](std::uint64_t seed) {
    Filler filler(database.database(), k_timeout, seed);
    return filler.fill({asked}).front();
  };
  const Filled one = fill(1);
  REQUIRE(one.params.size() == 2);
  CHECK((one.params[0] == "open" || one.params[0] == "done"));
  CHECK(fill(1).sql == one.sql);
  // What was drawn can be given back, and is then used.
  WorkloadQuery again = asked;
  again.params = one.params;
  Filler filler(database.database(), k_timeout, 2);
  CHECK(filler.fill({again}).front().params == one.params);
  CHECK_FALSE(filler.fill({again}).front().invented);
}

TEST_CASE("among the draws the one that fits what was seen is taken", "[server]") {
  const test::TemporaryDatabase database;
  make_sales(database);
  WorkloadQuery rare = query("select id from sales where status = $1");
  rare.rows = 200;
  WorkloadQuery usual = rare;
  usual.rows = 19800;
  Filler filler(database.database(), k_timeout, 1);
  const auto filled = filler.fill({rare, usual});
  CHECK(filled[0].params.front() == "open");
  CHECK(filled[1].params.front() == "done");
}

TEST_CASE("what a log has given is used, also where the text has to be repaired", "[server]") {
  const test::TemporaryDatabase database;
  make_sales(database);
  WorkloadQuery asked = query("select count(*) from sales where day = date $1 and customer = $2");
  asked.params = {"2023-02-01", "31"};
  Filler filler(database.database(), k_timeout, 1);
  const Filled filled = filler.fill({asked}).front();
  CHECK(filled.sql ==
        "select count(*) from sales where day = date  '2023-02-01'  and customer =  31 ");
  CHECK(filled.params == asked.params);
}

TEST_CASE("text that would do more than be planned does nothing", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table victim (a int); insert into victim values (1)");
  Filler filler(database.database(), k_timeout, 1);
  WorkloadQuery value = query("select * from victim where a = date $1");
  value.params = {"'; drop table victim; --"};
  const Workload hostile{query("select $1; drop table victim"), query("analyze delete from victim"),
                         query("commit; drop table victim"), value};
  for (const Filled& filled : filler.fill(hostile))
    CHECK(filled.values.empty());
  CHECK(database.value("select count(*) from victim") == "1");
}
