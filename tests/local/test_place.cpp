#include <unistd.h>

#include "local/place.hpp"
#include "support/catch.hpp"

using namespace selfopt::local;

TEST_CASE("the local warehouse's home is SELFOPT_HOME, else the XDG state folder") {
  CHECK(choose_home({"/data/so", "/state", "/home/ann", false}) == "/data/so");
  CHECK(choose_home({"", "/state", "/home/ann", false}) == "/state/selfopt");
  CHECK(choose_home({"", "", "/home/ann", false}) == "/home/ann/.local/state/selfopt");
}

TEST_CASE("a relative XDG state folder is ignored, as its specification says") {
  CHECK(choose_home({"", "state", "/home/ann", false}) == "/home/ann/.local/state/selfopt");
}

TEST_CASE("a relative SELFOPT_HOME counts from the current folder") {
  char here[4096];
  REQUIRE(getcwd(here, sizeof here) != nullptr);
  CHECK(choose_home({"so/../x", "", "/home/ann", false}) == std::string(here) + "/x");
}

TEST_CASE("root's home is one that the server's user can enter") {
  CHECK(choose_home({"", "/root/state", "/root", true}) == "/var/lib/selfopt");
  CHECK(choose_home({"/srv/so", "", "/root", true}) == "/srv/so");
}

TEST_CASE("the socket stands in the folder unless its name would be too long") {
  // "/.s.PGSQL.5432" has 14 bytes, and the whole name may have 107.
  const std::string longest = "/" + std::string(92, 'a');
  CHECK(choose_socket_folder(longest, 1000) == longest);
  const std::string moved = choose_socket_folder(longest + "a", 1000);
  CHECK(moved.starts_with("/tmp/selfopt-1000-"));
  CHECK(moved == choose_socket_folder(longest + "a", 1000));
  CHECK(moved != choose_socket_folder(longest + "b", 1000));
  CHECK(moved != choose_socket_folder(longest + "a", 1001));
}

TEST_CASE("the URI escapes what a folder's name may hold") {
  Place place;
  place.socket_folder = "/srv/my data&100%";
  CHECK(uri_of(place) == "postgresql://postgres@/warehouse?host=/srv/my%20data%26100%25&port=5432");
}
