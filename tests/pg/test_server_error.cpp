#include "pg/server_error.hpp"
#include "support/catch.hpp"

using namespace selfopt;

// As Citus 13.2 has passed them on.
TEST_CASE("an error of a node of a cluster says on which") {
  const Error error = pg::server_error(
      "ERROR:  canceling statement due to lock timeout\n"
      "CONTEXT:  while executing command on 127.0.0.1:9702\n",
      "55P03");
  CHECK(error.message() == "canceling statement due to lock timeout (on node 127.0.0.1:9702)");
}

TEST_CASE("what libpq says of a lost node is one line") {
  const Error error = pg::server_error(
      "ERROR:  server closed the connection unexpectedly\n"
      "\tThis probably means the server terminated abnormally\n"
      "\tbefore or while processing the request.\n"
      "CONTEXT:  while executing command on 127.0.0.1:41927\n",
      "08006");
  CHECK(error.message() == "server closed the connection unexpectedly (on node 127.0.0.1:41927)");
  CHECK(error.detail().empty());
}

TEST_CASE("other contexts are not for the reader") {
  const Error error = pg::server_error(
      "ERROR:  division by zero\nCONTEXT:  SQL function \"f\" statement 1\n", "22012");
  CHECK(error.message() == "division by zero");
}
