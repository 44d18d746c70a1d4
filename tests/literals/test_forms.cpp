#include "literals/forms.hpp"
#include "support/catch.hpp"

using namespace selfopt;  // the test is all about one room
using literals::Hints;
using literals::Likelihood;

namespace {

pg::ColumnValues column(char category, std::vector<std::string> common,
                        std::vector<double> frequencies, std::vector<std::string> bounds) {
  pg::ColumnValues values;
  values.category = category;
  values.type = category == 'D' ? "date" : category == 'N' ? "integer" : "text";
  values.common = std::move(common);
  values.frequencies = std::move(frequencies);
  values.bounds = std::move(bounds);
  return values;
}

sql::Parameter parameter(sql::ParameterRole role) {
  sql::Parameter made;
  made.number = 1;
  made.role = role;
  made.column.name = "c";
  return made;
}

std::string first(const sql::Parameter& wanted, const pg::ColumnValues& values, double span = 0) {
  env::Random random(1);
  Hints hints;
  hints.column = &values;
  return literals::forms_of_unknown(wanted, hints, span, Likelihood::by_frequency, random)
      .front()
      .sql;
}

}  // namespace

TEST_CASE("strings are quoted so that no setting reads them otherwise", "[literals]") {
  CHECK(literals::quote("it's") == "'it''s'");
  CHECK(literals::quote("a\\") == "E'a\\\\'");
  CHECK(literals::quote("'; drop table t; --") == "'''; drop table t; --'");
}

TEST_CASE("a common value is drawn as often as it is common", "[literals]") {
  const auto values = column('S', {"open", "done"}, {0.25, 0.75}, {});
  env::Random random(7);
  int open = 0;
  constexpr int k_draws = 4000;
  for (int i = 0; i < k_draws; ++i)
    if (literals::draw(values, Likelihood::by_frequency, random) == "open") ++open;
  CHECK(open > 900);
  CHECK(open < 1100);
  CHECK(literals::draw(column('S', {}, {}, {}), Likelihood::equal, random) == std::nullopt);
}

TEST_CASE("the two bounds of a range on one column are in order", "[literals]") {
  const auto values = column(
      'N', {}, {}, {"0",   "10",  "20",  "30",  "40",  "50",  "60",  "70",  "80",  "90", "100",
                    "110", "120", "130", "140", "150", "160", "170", "180", "190", "200"});
  CHECK(first(parameter(sql::ParameterRole::at_least), values, 0.5) == "100");
  CHECK(first(parameter(sql::ParameterRole::at_most), values, 0.5) == "110");
  // Numbers are put in the order of numbers, not of their digits.
  const auto common = column('N', {"9", "10", "8"}, {0.4, 0.3, 0.3}, {});
  CHECK(first(parameter(sql::ParameterRole::at_least), common, 1) == "10");
}

TEST_CASE("values are written as the column's type wants them", "[literals]") {
  CHECK(first(parameter(sql::ParameterRole::equal), column('N', {"-5"}, {1}, {})) == "(-5)");
  CHECK(first(parameter(sql::ParameterRole::equal), column('S', {"007"}, {1}, {})) == "'007'");
  CHECK(first(parameter(sql::ParameterRole::any_of), column('N', {"5"}, {1}, {})) ==
        "'{\"5\",\"5\",\"5\"}'");
  CHECK(first(parameter(sql::ParameterRole::pattern), column('S', {"Sch\u00e4fer_x"}, {1}, {})) ==
        "'Sch\u00e4%'");
  auto lower = parameter(sql::ParameterRole::equal);
  lower.function = "lower";
  CHECK(first(lower, column('S', {"A@B.org"}, {1}, {})) == "'a@b.org'");
  auto month = parameter(sql::ParameterRole::equal);
  month.function = "date_trunc";
  CHECK(first(month, column('D', {"2024-12-06 11:22:33"}, {1}, {})) == "'2024-12-06'");
}

TEST_CASE("what is known is used as it is", "[literals]") {
  const Hints nothing;
  CHECK(
      literals::forms_of_known("5", parameter(sql::ParameterRole::unknown), nothing).front().sql ==
      "5");
  CHECK(literals::forms_of_known("2024-01-05", parameter(sql::ParameterRole::equal), nothing)
            .front()
            .sql == "'2024-01-05'");
  const auto null =
      literals::forms_of_known(std::nullopt, parameter(sql::ParameterRole::equal), nothing);
  REQUIRE(null.size() == 1);
  CHECK(null.front().sql == "null");
}
