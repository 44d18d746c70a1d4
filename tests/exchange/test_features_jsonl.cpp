#include <string>

#include <selfopt/error.hpp>

#include "exchange/features_jsonl.hpp"
#include "exchange/features_lines.hpp"
#include "sql/features.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using exchange::read_features_line;

namespace {

const exchange::FeaturesLines& all_fields() {
  static const exchange::FeaturesLines lines({});
  return lines;
}

std::string line_of(const std::string& sql) {
  WorkloadQuery query;
  query.sql = sql;
  query.calls = 7;
  query.mean_ms = 2.5;
  query.params = {std::nullopt, "x"};
  query.other_keys = R"({"mine":{"a":[1]}})";
  return all_fields().json(sql::read_features(sql), query);
}

std::string failure(std::string_view line) {
  try {
    read_features_line(line, "f.jsonl:3");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::input);
    return error.message();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a Features line comes back as it was written") {
  for (const char* sql :
       {"select 1", "",
        "select distinct a.x, count(*), sum(y) over (order by z desc) from a join s.b using (id) "
        "where lower(a.n) like 'x%' and not (k in (1, 2) or d is null) and e = $1 and f < a.g "
        "group by a.x order by 2 desc limit 5",
        "with c as (select * from t union select * from u) select * from c where exists "
        "(select 1 from v where v.i = c.i)",
        "update t set a = 1 where b <> 'x' returning *", "selekt \"\xC3\xA9\"",
        "create table t (a int)"}) {
    INFO(sql);
    const std::string line = line_of(sql);
    const exchange::FeaturesLine read = read_features_line(line, "f.jsonl:1");
    CHECK(all_fields().json(read.features, read.query) == line);
    CHECK(exchange::is_features_line(line));
  }
}

TEST_CASE("a Features line's members arrive where they belong") {
  const exchange::FeaturesLine read =
      read_features_line(line_of("select a from t where b >= 5 order by c desc"), "f:1");
  CHECK(read.features.tables == std::vector<std::string>{"t"});
  CHECK(read.features.filters == 1);
  CHECK(read.features.complexity_score() == 1.5);
  CHECK_FALSE(read.features.error);
  REQUIRE(read.features.columns.size() == 3);
  CHECK(read.features.columns[1].role == ColumnRole::range);
  CHECK(read.features.columns[1].op == ">=");
  CHECK(read.features.columns[1].operand == Operand::constant);
  CHECK(read.features.columns[2].descending);
  CHECK(read.query.calls == 7);
  CHECK(read.query.query_hash == read.features.query_hash);
  CHECK(read.query.error.empty());
  CHECK(read.query.other_keys == R"({"mine":{"a":[1]}})");
}

TEST_CASE("a Features line may lack members, but not the statement") {
  const auto read =
      read_features_line(R"({"normalized_query":"select $1","joins":2,"error":null})", "f:1");
  CHECK(read.query.sql == "select $1");
  CHECK(read.query.calls == 1);
  CHECK(read.features.joins == 2);
  CHECK(failure(R"({"joins":2})") == "f.jsonl:3: \"sql\" is missing");
  CHECK_FALSE(exchange::is_features_line(R"({"sql":"select 1"})"));
  CHECK_FALSE(exchange::is_features_line("select 1"));
}

TEST_CASE("a member of the wrong type is named") {
  const auto with = [](const std::string& member) {
    return failure(R"({"sql":"select 1",)" + member + "}");
  };
  CHECK(with(R"("joins":"2")") ==
        "f.jsonl:3: \"joins\" is not a whole number that is not negative");
  CHECK(with(R"("filters":-1)") ==
        "f.jsonl:3: \"filters\" is not a whole number that is not negative");
  CHECK(with(R"("order_by":99999999999999999999)") ==
        "f.jsonl:3: \"order_by\" is not a whole number that is not negative");
  CHECK(with(R"("tables":"t")") == "f.jsonl:3: \"tables\" is not a list");
  CHECK(with(R"("tables":[1])") == "f.jsonl:3: \"tables\" is not a list of strings");
  CHECK(with(R"("limit":1)") == "f.jsonl:3: \"limit\" is not true or false");
  CHECK(with(R"("columns":["a"])") == "f.jsonl:3: \"columns\" is not a list of objects");
  CHECK(with(R"("columns":[{"role":"equal"}])") ==
        "f.jsonl:3: \"role\" is not one of the words that the manual lists");
  CHECK(failure("[]") == "f.jsonl:3: not a JSON object");
}
