#include <string>

#include "sql/replace_parameters.hpp"
#include "support/catch.hpp"

namespace {

std::string replaced(const char* sql) {
  return selfopt::sql::replace_parameters(
             sql, [](int number) { return "<" + std::to_string(number) + ">"; },
             [](int number) { return "<some " + std::to_string(number) + ">"; })
      .text;
}

}  // namespace

TEST_CASE("only real parameters are replaced, and cannot grow together with a neighbour", "[sql]") {
  CHECK(replaced("select '$1', \"$1\", $tag$ $1 $tag$ -- $1") ==
        "select '$1', \"$1\", $tag$ $1 $tag$ -- $1");
  CHECK(replaced("a=$1and b=$12") == "a= <1> and b= <12> ");
  CHECK(replaced("a in ($1 /*, ... */)") == "a in ( <some 1>  /*, ... */)");
}
