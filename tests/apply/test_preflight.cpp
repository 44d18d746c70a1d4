#include <memory>
#include <thread>

#include <selfopt/error.hpp>

#include "apply/preflight.hpp"
#include "apply/window.hpp"
#include "pg/index_build.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

TEST_CASE("servers that must not be changed are refused, and the hint says why") {
  std::string hint;
  const auto reason = [&](int version, bool standby, bool read_only) {
    return change::reason_to_refuse({version, standby, read_only, 0}, hint);
  };
  CHECK(reason(150020, false, false).empty());
  CHECK(reason(140004, false, false).empty());
  CHECK(reason(140000, false, false) == "PostgreSQL 14.0 can build corrupt indexes concurrently");
  CHECK(reason(140003, false, false) == "PostgreSQL 14.3 can build corrupt indexes concurrently");
  CHECK(reason(150020, true, true) == "the server is a standby, which takes no changes");
  CHECK(reason(150020, false, true) == "the session may only read");
}

TEST_CASE("a window of time may go over midnight") {
  using std::chrono::minutes;
  const change::Window night("22:30-04:00");
  CHECK(night.open_for(23 * 60) == minutes(5 * 60));
  CHECK(night.open_for(0) == minutes(4 * 60));
  CHECK(night.open_for(4 * 60) == minutes(0));
  CHECK(night.open_for(12 * 60) == minutes(0));
  CHECK(change::Window("01:00-05:00").open_for(90) == minutes(210));
  CHECK_FALSE(change::Window("").open_for(0).has_value());
  CHECK_FALSE(change::Window("00:00-24:00").open_for(5).has_value());
  for (const char* text :
       {"1-2", "25:00-26:00", "01:60-02:00", "01:00-02:00x", "night", "-1:00-2:00"})
    CHECK_THROWS_AS(change::Window(text), Error);
}

TEST_CASE("a prepared transaction that has written the table is named", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int); create table u (a int)");
  database.run("begin; insert into u values (1); prepare transaction 'of_u'");
  database.run("begin; insert into t values (1); prepare transaction 'of_t'");
  pg::Session session(database.database());
  CHECK(pg::prepared_transaction_on(session, "public.t") == "of_t");
  Action action;
  action.kind = "create_index";
  action.table = "public.t";
  const ApplyOptions options;
  CHECK(change::reason_to_postpone(session, action, options, {}).find("\"of_t\"") !=
        std::string::npos);
  database.run("rollback prepared 'of_t'");
  CHECK(change::reason_to_postpone(session, action, options, {}).empty());
  database.run("rollback prepared 'of_u'");
}

TEST_CASE("a session that waits for our own lock is in the way, however young", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int)");
  pg::Session session(database.database());
  const auto in_the_way = [&] { return pg::transactions_in_the_way(session, "public.t", 60); };
  auto ours = std::make_unique<pg::IndexBuilder>(database.database(), std::chrono::seconds(1));
  std::thread theirs([&] {
    database.run(
        "select pg_advisory_lock(hashtext('selfopt apply'), hashtext(current_database()))");
  });
  while (in_the_way().empty())
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  Action action;
  action.kind = "create_index";
  action.table = "public.t";
  CHECK(change::reason_to_postpone(session, action, {}, {})
            .starts_with("it would have to wait for process "));
  ours.reset();
  theirs.join();
  CHECK(in_the_way().empty());
}

TEST_CASE("too little space on the disk postpones a build", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int)");
  pg::Session session(database.database());
  Action action;
  action.kind = "create_index";
  action.table = "public.t";
  action.size_bytes = 1'000'000;
  action.outlook.free_bytes = 2'400'000;
  const ApplyOptions options;
  CHECK(change::reason_to_postpone(session, action, options, {}) ==
        "the disk has 2.4 MB free, and 2.5 MB may be needed");
  action.outlook.free_bytes = 2'600'000;
  CHECK(change::reason_to_postpone(session, action, options, {}).empty());
}
