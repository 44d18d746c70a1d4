#include <fmt/format.h>

#include "pg/schema.hpp"
#include "pg/slower_statements.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

/// A database with snapshots, one a minute, in which one statement took so long on average.
std::vector<pg::SlowerStatement> slower(const std::vector<double>& means, int calls = 100,
                                        const std::string& source = "pg_stat_statements") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  pg::ensure_schema(session);
  int age = static_cast<int>(means.size());
  for (const double mean : means) {
    const std::string at = fmt::format("now()::timestamptz(0) - interval '{} min'", age--);
    database.run(fmt::format(
        "insert into selfopt.snapshots (taken_at, database_name, statements, changed, restarted,"
        " reset) values ({0}, current_database(), 1, 1, 0, false);"
        "insert into selfopt.performance_metrics (\"timestamp\", source, query_hash, query_text,"
        " database_name, calls, execution_time_ms) select max(taken_at), '{1}', 'a', 'select 1',"
        " current_database(), {2}, {3} from selfopt.snapshots",
        at, source, calls, mean));
  }
  return pg::find_slower_statements(session);
}

}  // namespace

TEST_CASE("a statement that is slower than ever twice in a row is found, once", "[server]") {
  const auto found = slower({20, 22, 21, 25, 20, 22, 60, 70});
  REQUIRE(found.size() == 1);
  CHECK(found[0].query == "select 1");
  CHECK(found[0].mean_ms == 60);
  CHECK(found[0].usual_ms == Approx(21.5));
  CHECK(slower({20, 22, 21, 25, 20, 22, 60, 70, 70}).empty());
}

TEST_CASE("what is no regression is not found", "[server]") {
  CHECK(slower({20, 22, 21, 25, 20, 22, 21, 70}).empty());     // once
  CHECK(slower({20, 22, 21, 25, 20, 60, 70}).empty());         // too little is known
  CHECK(slower({20, 22, 90, 25, 20, 22, 60, 70}).empty());     // it has been so slow before
  CHECK(slower({20, 22, 21, 25, 20, 22, 40, 41}).empty());     // less than twice as long
  CHECK(slower({2, 2, 2, 2, 2, 2, 9, 9}).empty());             // less than 10 ms
  CHECK(slower({20, 22, 21, 25, 20, 22, 60, 70}, 5).empty());  // nothing in all
  CHECK(
      slower({20, 20, 20, 20, 20, 20, 60, 70}, 100, "log").empty());  // not of this server, perhaps
}
