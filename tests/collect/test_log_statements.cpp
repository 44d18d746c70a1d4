#include "collect/log_statements.hpp"
#include "support/catch.hpp"

using namespace selfopt::collect_log;

namespace {

struct Seen {
  std::string sql;
  std::optional<double> ms;
  int calls = 0;
};

std::vector<Seen> executions(std::initializer_list<std::pair<const char*, const char*>> entries) {
  std::vector<Seen> seen;
  LogStatements statements([&](const Execution& execution) {
    seen.push_back({std::string(execution.sql), execution.ms, execution.calls});
  });
  for (const auto& [session, message] : entries) {
    LogEntry entry;
    entry.session = session;
    entry.message = message;
    statements.take(entry);
  }
  statements.finish();
  return seen;
}

}  // namespace

TEST_CASE("a duration on its own belongs to the statement before it in its session", "[collect]") {
  const auto seen = executions({{"1", "statement: select 1"},
                                {"2", "execute p: select 2"},
                                {"1", "duration: 1.5 ms"},
                                {"2", "duration: 2.5 ms"},
                                {"2", "duration: 0.1 ms"}});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].sql == "select 1");
  CHECK(seen[0].ms == 1.5);
  CHECK(seen[1].sql == "select 2");
  CHECK(seen[1].ms == 2.5);
}

TEST_CASE("a statement whose duration never comes is counted without a time", "[collect]") {
  const auto seen = executions({{"1", "statement: select 1"}, {"1", "statement: select 2"}});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].ms == std::nullopt);
  CHECK(seen[1].sql == "select 2");
}

TEST_CASE("parse and bind are no executions; a further fetch is no further call", "[collect]") {
  const auto seen = executions({{"1", "duration: 1 ms  parse p: select 1"},
                                {"1", "duration: 1 ms  bind p: select 1"},
                                {"1", "duration: 2 ms  execute p/c: select 1"},
                                {"1", "duration: 3 ms  execute fetch from p/c: select 1"}});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].calls == 1);
  CHECK(seen[1].calls == 0);
  CHECK(seen[1].ms == 3);
}

TEST_CASE("a plan and the duration of the same execution are one; alone it counts", "[collect]") {
  const auto seen = executions(
      {{"1", "duration: 1.0 ms  plan:\nQuery Text: select a\nfrom t\nSeq Scan on t  (cost=0..1)"},
       {"1", "duration: 1.1 ms  statement: select a\nfrom t"},
       {"1", "duration: 2.0 ms  plan:\nQuery Text: select b from t\nSeq Scan on t  (cost=0..1)"},
       {"1", "duration: 3.0 ms  statement: select c from t"}});
  REQUIRE(seen.size() == 3);
  CHECK(seen[0].ms == 1.1);
  CHECK(seen[1].sql == "select b from t");
  CHECK(seen[1].ms == 2.0);
}

TEST_CASE("what is no duration is left out", "[collect]") {
  CHECK(executions({{"1", "duration: x ms  statement: select 1"},
                    {"1", "duration: 1 s"},
                    {"1", "duration: "},
                    {"1", "checkpoint starting: time"},
                    {"1", "duration: 1 ms  plan:\n{ \"Query Text\": "}})
            .empty());
}

TEST_CASE("parameter values of a log", "[collect]") {
  const auto values = read_parameter_values("$1 = '5', $2 = NULL, $3 = 'it''s, $4 = ''x'''");
  REQUIRE(values.size() == 3);
  CHECK(values[0] == "5");
  CHECK(values[1] == std::nullopt);
  CHECK(values[2] == "it's, $4 = 'x'");
  CHECK(read_parameter_values("").empty());
  CHECK(read_parameter_values("$1").empty());
  CHECK(read_parameter_values("$1 = 'cut off").front() == "cut off");
}
