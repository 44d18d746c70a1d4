#include "sql/identifier.hpp"
#include "support/catch.hpp"

using selfopt::sql::quote_identifier;
using selfopt::sql::quote_qualified;

TEST_CASE("plain names stay as they are") {
  CHECK(quote_identifier("sales") == "sales");
  CHECK(quote_identifier("_x1") == "_x1");
  CHECK(quote_identifier("abort") == "abort");  // a keyword, but not a reserved one
}

TEST_CASE("names that would be read as something else are quoted") {
  CHECK(quote_identifier("order") == "\"order\"");
  CHECK(quote_identifier("Sales") == "\"Sales\"");
  CHECK(quote_identifier("1st") == "\"1st\"");
  CHECK(quote_identifier("") == "\"\"");
  CHECK(quote_identifier("a\"; drop table b") == "\"a\"\"; drop table b\"");
  CHECK(quote_identifier("größe") == "\"größe\"");
  CHECK(quote_qualified("my schema", "user") == "\"my schema\".\"user\"");
}
