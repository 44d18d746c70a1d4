#include "sql/named_parameters.hpp"
#include "support/catch.hpp"

using namespace selfopt::sql;

TEST_CASE("names become numbers, the same name the same number") {
  const auto numbered = number_parameters("select :a + :b where x = :a");
  CHECK(numbered.text == "select $1 + $2 where x = $1");
  CHECK(numbered.names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("casts, slices, quotes and comments stay") {
  for (const char* text : {"select a::int", "select a :: int", "select b[1:2]", "select ':a'",
                           "select \":a\" -- :b", "select $$ :c $$", "select /* :d", "select 1 :"})
    CHECK(number_parameters(text).text == text);
  CHECK(number_parameters("select :a::int").text == "select $1::int");
}
