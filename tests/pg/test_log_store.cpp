#include <selfopt/error.hpp>

#include "pg/log_store.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

constexpr std::chrono::milliseconds k_for_ever{0};

Workload called(std::int64_t calls, const std::string& first_seen, const std::string& last_seen) {
  WorkloadQuery query;
  query.query_hash = "0123456789abcdef";
  query.sql = "select 'secret'";
  query.calls = calls;
  query.mean_ms = 1;
  query.first_seen = first_seen;
  query.last_seen = last_seen;
  return {query};
}

}  // namespace

TEST_CASE("a log's figures and how far it is counted are stored together, once", "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  const auto known = pg::read_log_positions(session);
  CHECK(known.empty());
  const pg::LogPosition first{"head", "short", 100, "server.log"};
  pg::store_logs(session, called(2, "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z"), known,
                 {{first, ""}}, k_for_ever);
  CHECK(database.value("select query_text from selfopt.performance_metrics") == "select $1");
  CHECK(database.value("select (\"timestamp\" - since)::text from selfopt.performance_metrics") ==
        "01:00:00");
  // Who began to read before that has counted the same calls.
  try {
    pg::store_logs(session, called(2, "", ""), known, {{first, ""}}, k_for_ever);
    FAIL("stored twice");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::busy);
  }
  CHECK(database.value("select sum(calls) from selfopt.performance_metrics") == "2");
  const pg::LogPosition longer{"head", "long", 250, "server.log.1"};
  pg::store_logs(session, called(3, "", ""), pg::read_log_positions(session), {{longer, "short"}},
                 k_for_ever);
  CHECK(pg::read_log_positions(session) == std::vector{longer});
  CHECK(database.value("select sum(calls) from selfopt.performance_metrics") == "5");
}

TEST_CASE("what is older than is kept goes at once, and a log nobody reads is forgotten",
          "[server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  pg::store_logs(session, called(2, "2020-01-01T10:00:00Z", "2020-01-01T11:00:00Z"),
                 pg::read_log_positions(session), {{{"a", "b", 1, "old.log"}, ""}},
                 std::chrono::hours(24));
  CHECK(database.value("select count(*) from selfopt.performance_metrics") == "0");
  CHECK(pg::read_log_positions(session).size() == 1);
  database.run("update selfopt.log_files set read_at = now() - interval '2 days'");
  pg::store_logs(session, {}, pg::read_log_positions(session), {}, std::chrono::hours(24));
  CHECK(pg::read_log_positions(session).empty());
}
