#include <selfopt/error.hpp>

#include "serve/gate.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace selfopt::serving;

namespace {

http::Request request(std::map<std::string, std::string> headers, std::string method = "GET") {
  return {std::move(method), "/", {}, std::move(headers), ""};
}

int status(const Gate& gate, const http::Request& asked) {
  const auto refused = gate.refusal(asked);
  return refused ? refused->status : 0;
}

}  // namespace

TEST_CASE("an address is a port, or a host and a port", "[serve]") {
  CHECK(read_address("8000").host == "127.0.0.1");
  CHECK(read_address("localhost:0").loopback);
  CHECK(read_address("[::1]:80").host == "::1");
  CHECK(read_address("[::1]:80").loopback);
  CHECK(read_address(":80").host == "0.0.0.0");
  CHECK_FALSE(read_address(":80").loopback);
  CHECK_FALSE(read_address("10.0.0.1:80").loopback);
  CHECK_FALSE(read_address("127.evil.example:80").loopback);
  for (const char* text :
       {"", "localhost", "localhost:", "localhost:x", "a:65536", "a:-1", "a:8 0"})
    CHECK_THROWS_AS(read_address(text), Error);
}

TEST_CASE("without a token only known names of the server are answered", "[serve]") {
  const Gate gate("", {"wh.example"});
  CHECK(status(gate, request({{"host", "localhost:8000"}})) == 0);
  CHECK(status(gate, request({{"host", "127.0.0.1"}})) == 0);
  CHECK(status(gate, request({{"host", "[::1]:8000"}})) == 0);
  CHECK(status(gate, request({{"host", "wh.example:8000"}})) == 0);
  CHECK(status(gate, request({{"host", "evil.example"}})) == 421);
  CHECK(status(gate, request({{"host", "127.0.0.1.evil.example"}})) == 421);
}

TEST_CASE("with a token every request brings it", "[serve]") {
  const Gate gate("correct-horse", {});
  CHECK(status(gate, request({{"host", "anything"}})) == 401);
  CHECK(status(gate, request({{"authorization", "Bearer correct-horse"}})) == 0);
  CHECK(status(gate, request({{"authorization", "Bearer correct-horsE"}})) == 401);
  CHECK(status(gate, request({{"authorization", "Bearer correct-horse-and-more"}})) == 401);
  CHECK(status(gate, request({{"authorization", "Bearer "}})) == 401);
  CHECK(status(gate, request({{"authorization", "correct-horse"}})) == 401);
  // "anybody:correct-horse" and "correct-horse:", as a browser sends them.
  CHECK(status(gate, request({{"authorization", "Basic YW55Ym9keTpjb3JyZWN0LWhvcnNl"}})) == 0);
  CHECK(status(gate, request({{"authorization", "Basic Y29ycmVjdC1ob3JzZTo="}})) == 401);
  CHECK(status(gate, request({{"authorization", "Basic ????"}})) == 401);
}

TEST_CASE("pages from elsewhere cannot change anything", "[serve]") {
  const Gate gate("", {});
  auto post = request({{"host", "localhost"}, {"content-type", "application/json"}}, "POST");
  post.body = "{}";
  CHECK(status(gate, post) == 0);
  post.headers["origin"] = "http://localhost";
  CHECK(status(gate, post) == 0);
  post.headers["origin"] = "http://evil.example";
  CHECK(status(gate, post) == 403);
  post.headers["origin"] = "null";
  CHECK(status(gate, post) == 403);
  post.headers.erase("origin");
  post.headers["sec-fetch-site"] = "cross-site";
  CHECK(status(gate, post) == 403);
  post.headers.erase("sec-fetch-site");
  post.headers["content-type"] = "text/plain";
  CHECK(status(gate, post) == 415);
}
