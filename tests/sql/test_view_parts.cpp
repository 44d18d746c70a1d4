#include "sql/view_parts.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

std::string cut(const std::string& statement) {
  const auto parts = sql::cut_for_view(statement);
  return parts ? parts->body + " | " + parts->tail : "none";
}

}  // namespace

TEST_CASE("what orders and limits a query is cut off, what stands deeper is not") {
  CHECK(cut("select a, sum(b) as s from t group by a order by s desc nulls last, 1 limit 10") ==
        "select a, sum(b) as s from t group by a | order by s desc nulls last, 1 limit 10");
  CHECK(cut("select count(*) from t") == "select count(*) from t | ");
  CHECK(cut("select sum(b) over (order by a), (select max(c) from u limit 1) from t") ==
        "select sum(b) over (order by a), (select max(c) from u limit 1) from t | ");
  CHECK(cut("select \"order\", 'order by' from t LIMIT 3") ==
        "select \"order\", 'order by' from t | LIMIT 3");
}

TEST_CASE("an order by more than columns of the result cannot be cut off") {
  CHECK(cut("select a, sum(b) from t group by a order by sum(b)") == "none");
  CHECK(cut("select a from t order by t.b") == "none");
  CHECK(cut("select a from t order by a + 1") == "none");
  CHECK(cut("select a from t limit $1") == "none");
  CHECK(cut("select distinct on (a) a, b from t order by a, b") == "none");
  CHECK(cut("select a from t for update") == "none");
  CHECK(cut("select substring(a from 1 for 3) from t") ==
        "select substring(a from 1 for 3) from t | ");
}

TEST_CASE("calls are found with and without parentheses") {
  CHECK(sql::called_names(
            "select Sum(a), now(), current_date, \"Odd\" (1), b from t where x in (1)") ==
        std::vector<std::string>{"\"odd\"", "current_date", "in", "now", "sum"});
}
