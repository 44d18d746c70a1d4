#include <selfopt/error.hpp>

#include "exchange/workload_jsonl.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using exchange::read_workload_line;
using exchange::write_workload_line;

namespace {

std::string failure(std::string_view line) {
  try {
    read_workload_line(line, "w.jsonl:3");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::input);
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("a workload line needs only its sql") {
  const WorkloadQuery query = read_workload_line(R"({"sql":"select 1"})", "w:1");
  CHECK(query.sql == "select 1");
  CHECK(query.calls == 1);
  CHECK(query.query_hash.empty());
  CHECK_FALSE(query.mean_ms.has_value());
  CHECK(query.other_keys.empty());
}

TEST_CASE("a workload line comes back as it was written") {
  const std::string line =
      R"({"query_hash":"0123456789abcdef","name":"top","sql":"select \"é\" \n\u0001 $1","calls":3,)"
      R"("total_ms":6.5,"mean_ms":2.1666666666666665,"stddev_ms":0.25,"rows":10,"source":"replay",)"
      R"("params":["a",null,"1"],"times_ms":[2,2.5,2],"shared_blks_hit":7,"shared_blks_read":0,)"
      R"("temp_blks_written":1.5,"cpu_ms":1,"peak_memory_bytes":1048576,"plan_hash":"ff",)"
      R"("database":"dw","user":"etl","first_seen":"2026-01-01T00:00:00Z",)"
      R"("last_seen":"2026-01-02T00:00:00Z","error":"boom","mine":{"z":[1,2],"a":null}})"
      "\n";
  CHECK(write_workload_line(read_workload_line(line, "w:1")) == line);
}

TEST_CASE("null members of a workload line are not known") {
  const WorkloadQuery query =
      read_workload_line(R"({"sql":"select 1","mean_ms":null,"calls":null,"error":null})", "w:1");
  CHECK_FALSE(query.mean_ms.has_value());
  CHECK(query.calls == 1);
  CHECK(query.error.empty());
}

TEST_CASE("a bad workload line is an error that names its place") {
  CHECK(failure("{\"sql\":") == "w.jsonl:3:8: not valid JSON");
  CHECK(failure("[1]") == "w.jsonl:3: not a JSON object");
  CHECK(failure("{}") == "w.jsonl:3: \"sql\" is missing");
  CHECK(failure(R"({"sql":5})") == "w.jsonl:3: \"sql\" is not a string");
  CHECK(failure(R"({"sql":"x","calls":"many"})") == "w.jsonl:3: \"calls\" is not a number");
  CHECK(failure(R"({"sql":"x","calls":-1})") ==
        "w.jsonl:3: \"calls\" is not a whole number from 0 to 10^15");
  CHECK(failure(R"({"sql":"x","calls":1e16})") ==
        "w.jsonl:3: \"calls\" is not a whole number from 0 to 10^15");
  CHECK(failure(R"({"sql":"x","params":"a"})") == "w.jsonl:3: \"params\" is not an array");
  CHECK(failure("{\"sql\":\"\xff\"}") == "w.jsonl:3:9: not valid JSON");
  CHECK(failure("{\"sql\":\"x\",\"deep\":" + std::string(100'000, '[')) ==
        "w.jsonl:3: the JSON is nested too deeply");
}

TEST_CASE("bytes that are not UTF-8 are written as replacement characters") {
  WorkloadQuery query;
  query.sql = "a\xff\xc3";
  CHECK(write_workload_line(query) ==
        "{\"query_hash\":\"\",\"sql\":\"a\xEF\xBF\xBD\xEF\xBF\xBD\",\"calls\":1}\n");
}
