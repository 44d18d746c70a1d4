#include <selfopt/error.hpp>

#include "exchange/baseline_json.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using exchange::read_baseline;
using exchange::write_baseline;

namespace {

Observation sample() {
  Observation seen;
  seen.id = "latest \"orders\"";
  seen.query_hash = "0123456789abcdef";
  seen.sql = "select *\n\nfrom t\nwhere a = $1";
  seen.params = {"5", std::nullopt, ""};
  seen.server_version = 150020;
  seen.settings = {{"work_mem", "64kB"}};
  seen.tables = {{"public.t", {1000, 12, 0.5}}};
  seen.plan_hash = "feedfeedfeedfeed";
  seen.blocks = 3;
  seen.temp_blocks = 0;
  seen.rows = 1;
  seen.times_ms = {1.5, 2.25};
  seen.model = "0123456789abcdef";
  seen.prediction.predicted_ms = 1.75;
  seen.prediction.low_ms = 1;
  seen.prediction.high_ms = 3;
  seen.plan.type = "Nested Loop";
  seen.plan.total_cost = 12.34;
  PlanNode scan;
  scan.type = "Index Scan";
  scan.relation = "public.t";
  scan.alias = "x";
  scan.index = "t_a_idx";
  scan.index_definition = "btree (a)";
  scan.condition = "(a = 5)";
  scan.actual_rows = 1;
  scan.loops = 7;
  scan.spilled = true;
  PlanNode other = scan;
  other.alias = "y";
  scan.children.push_back(PlanNode{});
  scan.children.front().type = "Result";
  seen.plan.children = {scan, other};
  return seen;
}

ErrorKind kind_of_error(const std::string& json) {
  try {
    read_baseline(json, "b.json");
  } catch (const Error& error) {
    CHECK(error.message().starts_with("b.json"));
    CHECK_FALSE(error.message().empty());
    return error.kind();
  }
  return ErrorKind::internal;
}

std::string with(const std::string& from, const std::string& to) {
  std::string json = write_baseline({sample()});
  const std::size_t at = json.find(from);
  REQUIRE(at != std::string::npos);
  return json.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a baseline reads back as it was written, to the byte") {
  const std::string json = write_baseline({sample(), sample()});
  const auto read = read_baseline(json, "b.json");
  REQUIRE(read.size() == 2);
  CHECK(read[0].sql == sample().sql);
  CHECK(read[0].params == sample().params);
  CHECK(read[0].tables.at("public.t").blocks == 12);
  REQUIRE(read[0].plan.children.size() == 2);
  CHECK(read[0].plan.children[0].alias == "x");
  CHECK(read[0].plan.children[0].spilled);
  CHECK(read[0].plan.children[0].children.at(0).type == "Result");
  CHECK(read[0].plan.children[1].alias == "y");
  CHECK(read[0].prediction.high_ms == 3);
  CHECK(write_baseline(read) == json);
}

TEST_CASE("each node of a plan and each line of SQL stands on a line of its own") {
  const std::string json = write_baseline({sample()});
  CHECK(json.find("\n        \"from t\",\n") != std::string::npos);
  CHECK(json.find("\n        {\"depth\": 1, \"node\": \"Index Scan\"") != std::string::npos);
  CHECK(json.find("\n        \"public.t\": {\"rows\": 1000, \"blocks\": 12, \"visible\": 0.5}\n") !=
        std::string::npos);
}

TEST_CASE("what is not a baseline, or was damaged, is an error with its place") {
  CHECK(kind_of_error("") == ErrorKind::input);
  CHECK(kind_of_error("[]") == ErrorKind::input);
  CHECK(kind_of_error("{\"schema\": \"selfopt.findings/1\"}") == ErrorKind::input);
  CHECK(kind_of_error("{\"schema\": \"selfopt.baseline/1\"}") == ErrorKind::input);
  CHECK(kind_of_error("{\"schema\": \"selfopt.baseline/1\", \"queries\": [1]}") ==
        ErrorKind::input);
  CHECK(kind_of_error(with("\"blocks\": 3,", "\"blocks\": \"3\",")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"cost\": 12.34", "\"cost\": -1")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"cost\": 12.34", "\"costs\": 1")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"times_ms\": [1.5,", "\"times_ms\": [0,")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"depth\": 2", "\"depth\": 5")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"node\": \"Result\"", "\"node\": \"\"")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"rows\": 1000", "\"rows\": null")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"predicted_ms\": 1.75", "\"predicted_ms\": -1")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"visible\": 0.5", "\"visible\": \"x\"")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"blocks\": 12", "\"blocks\": 1e300")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"blocks\": 3,", "\"blocks\": 1e400,")) == ErrorKind::input);
  CHECK(kind_of_error(with("150020", "1e30")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"latest \\\"orders\\\"\"", "\"\"")) == ErrorKind::input);
  CHECK(kind_of_error(with("\"model\": \"0", "\"models\": \"0")) == ErrorKind::input);
}

TEST_CASE("a plan deeper than any is an error, not the end of the stack") {
  std::string deep;
  for (int depth = 1; depth <= 100'000; ++depth)
    deep += ", {\"depth\": " + std::to_string(depth) + ", \"node\": \"Limit\"}";
  const std::string root = "{\"depth\": 0, \"node\": \"Nested Loop\"";
  CHECK(kind_of_error(with(root, "{\"depth\": 0, \"node\": \"Limit\"}" + deep + ", " + root)) ==
        ErrorKind::input);
}

TEST_CASE("a baseline of a newer form is no error of the file but cannot be compared") {
  CHECK(kind_of_error(with("selfopt.baseline/1", "selfopt.baseline/2")) == ErrorKind::inconclusive);
}
