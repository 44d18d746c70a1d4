#include <selfopt/connect.hpp>

#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("a network that fails is noticed after a minute, unless the user wants otherwise") {
  ConnectionParts parts;
  parts.dsn = "host=h";
  const std::string usual = merge_conninfo(parts);
  CHECK(usual.find("connect_timeout='10'") != std::string::npos);
  CHECK(usual.find("tcp_user_timeout='60000'") != std::string::npos);
  CHECK(usual.find("keepalives_idle='30'") != std::string::npos);

  parts.dsn = "host=h tcp_user_timeout=5 connect_timeout=2";
  const std::string theirs = merge_conninfo(parts);
  CHECK(theirs.find("tcp_user_timeout='5'") != std::string::npos);
  CHECK(theirs.find("connect_timeout='2'") != std::string::npos);
}

TEST_CASE("a service is named by its name, not by what would hold without it") {
  CHECK(describe_conninfo("service=warehouse connect_timeout=10") == "service \"warehouse\"");
  CHECK(describe_conninfo("service=warehouse dbname=other user=dba") ==
        "service \"warehouse\", database \"other\", user \"dba\"");
  CHECK(describe_conninfo("host=h dbname=d user=u port=1") ==
        "database \"d\" on host \"h\", port 1, as user \"u\"");
}
