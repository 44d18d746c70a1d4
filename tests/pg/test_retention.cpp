#include <thread>

#include "pg/snapshot_store.hpp"
#include "pg/wire.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

constexpr std::chrono::milliseconds k_for_ever{0};

void take_snapshot(const Database& database, std::chrono::milliseconds keep) {
  pg::Session session(database);
  pg::store_snapshot(
      session, {}, [](const auto&) { return Workload{}; }, keep);
}

void add_metrics(const test::TemporaryDatabase& database, int rows, const std::string& age) {
  database.run(
      "insert into selfopt.performance_metrics (\"timestamp\", source, query_hash, query_text, "
      "calls) select now() - interval '" +
      age + "', 'log', '0', 'select', 1 from generate_series(1, " + std::to_string(rows) + ")");
}

}  // namespace

TEST_CASE("old records go in batches, each a transaction of its own", "[server]") {
  const test::TemporaryDatabase database;
  take_snapshot(database.database(), k_for_ever);
  add_metrics(database, 23'000, "2 days");
  add_metrics(database, 7, "1 hour");
  database.run(
      "create table batches (transaction text, removed bigint);"
      "create function note() returns trigger language plpgsql as"
      " 'begin insert into batches select txid_current()::text, count(*) from gone; return null; "
      "end';"
      "create trigger note after delete on selfopt.performance_metrics"
      " referencing old table as gone for each statement execute function note()");
  take_snapshot(database.database(), std::chrono::hours(24));
  CHECK(database.value("select count(*) from selfopt.performance_metrics") == "7");
  CHECK(database.value("select sum(removed) from batches") == "23000");
  CHECK(database.value("select max(removed) <= 5000 from batches") == "t");
  CHECK(database.value("select count(distinct transaction) = count(*) from batches") == "t");
}

TEST_CASE("what another session has locked is left to the next time", "[server]") {
  const test::TemporaryDatabase database;
  take_snapshot(database.database(), k_for_ever);
  add_metrics(database, 100, "2 days");
  {
    pg::Wire holder(database.database());
    holder.execute("begin read write");
    holder.execute("select from selfopt.performance_metrics order by id limit 1 for update");
    take_snapshot(database.database(), std::chrono::hours(24));
    CHECK(database.value("select count(*) from selfopt.performance_metrics") == "1");
    holder.execute("rollback");
  }
  take_snapshot(database.database(), std::chrono::hours(24));
  CHECK(database.value("select count(*) from selfopt.performance_metrics") == "0");
}

TEST_CASE("others read, write and take snapshots while old records are removed", "[server]") {
  const test::TemporaryDatabase database;
  take_snapshot(database.database(), k_for_ever);
  add_metrics(database, 100, "2 days");
  database.run(
      "create table go (a int);"
      "create function pause() returns trigger language plpgsql as 'begin"
      " while not exists (select from go) loop perform pg_sleep(0.02); end loop; return null; end';"
      "create trigger pause after delete on selfopt.performance_metrics"
      " for each statement execute function pause()");
  std::thread removal([&] { take_snapshot(database.database(), std::chrono::hours(24)); });
  const auto is_removing = [&] {
    return database.value(
               "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and"
               " datname = current_database()") == "1";
  };
  while (!is_removing())
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_NOTHROW(take_snapshot(database.database(), k_for_ever));
  add_metrics(database, 3, "1 hour");
  CHECK(database.value("select count(*) from selfopt.performance_metrics") == "103");
  CHECK(database.value("select count(*) from selfopt.snapshots") == "3");
  CHECK(is_removing());
  database.run("insert into go values (1)");
  removal.join();
  CHECK(database.value("select count(*) from selfopt.performance_metrics") == "3");
}
