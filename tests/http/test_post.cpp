#include <selfopt/error.hpp>

#include "http/post.hpp"
#include "support/catch.hpp"

using namespace selfopt;

TEST_CASE("an address is split where the part begins that may be a secret") {
  const http::Url url = http::read_url("https://hooks.example.org:8443/services/T0/B0?x=%20y");
  CHECK(url.origin == "https://hooks.example.org:8443");
  CHECK(url.target == "/services/T0/B0?x=%20y");
  CHECK(http::read_url("http://[::1]").target == "/");
  CHECK(http::read_url("http://[::1]:80/").origin == "http://[::1]:80");
}

TEST_CASE("what is no plain address is refused, and not repeated") {
  for (const char* const text :
       {"", "x", "http://", "HTTP://a/", "http://a b/", "http://a/\n", "http://a:b@c/", "http:///x",
        "file:///etc/passwd", "http://a/\xc3\xa4", "http://a:123456/"})
    CHECK_THROWS_WITH(http::read_url(text), "the alert's URL cannot be read");
}
