#include <fstream>
#include <sstream>
#include <string>

#include "sql/statement.hpp"
#include "support/catch.hpp"
#include "support/parse_properties.hpp"

using selfopt::test::broken_parse_property;

TEST_CASE("the sample workload keeps parse's promises") {
  std::ostringstream text;
  text << std::ifstream(SELFOPT_DATASETS "/workload.sql").rdbuf();
  const std::string sql = text.str();
  const auto statements = selfopt::sql::split(sql);
  REQUIRE(statements.size() == 50);
  for (const auto& statement : statements) {
    INFO(statement.text);
    CHECK(broken_parse_property(statement.text) == "");
  }
}

TEST_CASE("text that is no statement keeps parse's promises") {
  using namespace std::string_literals;
  for (const std::string& text : {""s,
                                  ";"s,
                                  "--"s,
                                  "/*"s,
                                  "/* /* */"s,
                                  "'"s,
                                  "\""s,
                                  "$$"s,
                                  "$a$ $b$"s,
                                  "select 1\0"s,
                                  "\0"s,
                                  "select '\xFF'"s,
                                  "\xC3"s,
                                  "select U&'\\+110000'"s,
                                  "select e'\\xff'"s,
                                  "\\"s,
                                  "select 1 2"s,
                                  "\xEF\xBB\xBFselect 1"s,
                                  "select $999999999999"s,
                                  "select $0"s,
                                  "select 0x, 1e, 1..2"s}) {
    INFO(text);
    CHECK(broken_parse_property(text) == "");
  }
}
