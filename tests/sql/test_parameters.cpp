#include "sql/parameters.hpp"
#include "support/catch.hpp"

using selfopt::sql::Parameter;
using selfopt::sql::ParameterRole;
using selfopt::sql::Parameters;
using selfopt::sql::read_parameters;

namespace {

Parameter only(const char* sql) {
  const Parameters found = read_parameters(sql);
  REQUIRE(found.list.size() == 1);
  return found.list.front();
}

}  // namespace

TEST_CASE("what a parameter is compared with", "[sql]") {
  const Parameter equal = only("select * from t x where x.a = $1");
  CHECK(equal.role == ParameterRole::equal);
  CHECK(equal.column.qualifier == "x");
  CHECK(equal.column.name == "a");
  CHECK(only("select * from t where a >= $1").role == ParameterRole::at_least);
  CHECK(only("select * from t where $1 >= a").role == ParameterRole::at_most);
  CHECK(only("select * from t where a like $1").role == ParameterRole::pattern);
  CHECK(only("select * from t where a = any ($1)").role == ParameterRole::any_of);
  CHECK(only("update t set a = $1").role == ParameterRole::assigned);
  CHECK(only("insert into t (b, a) values (1, $1)").column.name == "a");
  CHECK(only("select * from t limit $1").role == ParameterRole::limit);
  CHECK(only("select * from t offset $1").role == ParameterRole::offset);
}

TEST_CASE("each bound of BETWEEN and each element of a list", "[sql]") {
  const auto between = read_parameters("select * from t where a between $1 and $2").list;
  REQUIRE(between.size() == 2);
  CHECK(between[0].role == ParameterRole::at_least);
  CHECK(between[1].role == ParameterRole::at_most);
  const auto list = read_parameters("select * from t where (a, b) = ($1, $2) and c in ($3)").list;
  REQUIRE(list.size() == 3);
  CHECK(list[0].column.name == "a");
  CHECK(list[1].column.name == "b");
  CHECK(list[2].column.name == "c");
}

TEST_CASE("a function that passes the column on is told apart from one that does not", "[sql]") {
  const Parameter lower = only("select * from t where lower(mail) = $1");
  CHECK(lower.column.name == "mail");
  CHECK(lower.function == "lower");
  CHECK(only("select * from t where length(mail) = $1").column.name.empty());
  CHECK(only("select a from t group by a having sum(b) > $1").column.name.empty());
}

TEST_CASE("texts that only pg_stat_statements writes", "[sql]") {
  const Parameter day = only("select * from t where d >= date $1");
  CHECK(day.type == "date");
  CHECK(day.column.name == "d");
  CHECK(only("select now() - interval $1").type == "interval");
  CHECK(only("select interval $1 day").type == "interval unit");
  CHECK(only("select extract($1 from d) from t").role == ParameterRole::field);
  CHECK(only("select date_trunc($1, d) from t").role == ParameterRole::field);
}

TEST_CASE("constants of GROUP BY are those of the select list", "[sql]") {
  const Parameters copied = read_parameters(
      "select date_trunc($1, d), x / $2, $3 from t group by date_trunc('month', d), x / 100");
  CHECK(copied.literals == std::map<int, std::string>{{1, "'month'"}, {2, "100"}});
  const Parameters same =
      read_parameters("select x / $1 from t where x > $2 group by x / $3 order by x / $3");
  CHECK(same.same.front() == std::pair(1, 3));
  CHECK(same.literals.empty());
  CHECK(read_parameters("select a + $1 from t where a + $2 > 5").same.empty());
}

TEST_CASE("what has no parameters", "[sql]") {
  CHECK(read_parameters("select '$1' /* $2 */").list.empty());
  CHECK(read_parameters("selec $1").list.empty());
  CHECK(read_parameters("create table t (a int default 1)").list.empty());
  CHECK(read_parameters("select $1; select $2").list.empty());
}
