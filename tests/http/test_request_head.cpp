#include "http/request_head.hpp"
#include "support/catch.hpp"

using selfopt::http::read_head;

namespace {

constexpr std::size_t k_most = 1000;
const std::string k_host = "Host: localhost\r\n";

int status_of(const std::string& text) {
  return read_head(text, k_most).status;
}

}  // namespace

TEST_CASE("a plain head is handed on as it is", "[http]") {
  const auto head =
      read_head("POST /a/b?c=d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n\r\n", k_most);
  CHECK(head.status == 0);
  CHECK(head.method == "POST");
  CHECK(head.path == "/a/b");
  CHECK(head.body_bytes == 12);
  CHECK(head.text == "POST /a/b?c=d HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n\r\n");
}

TEST_CASE("request lines that are none are refused", "[http]") {
  CHECK(status_of("GET / HTTP/1.1\r\n" + k_host + "\r\n") == 0);
  CHECK(status_of("GET / HTTP/1.0\r\n\r\n") == 0);
  CHECK(status_of("GET / HTTP/2.0\r\n" + k_host + "\r\n") == 505);
  CHECK(status_of("GET /\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("GET  HTTP/1.1\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("G(T / HTTP/1.1\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("FOO / HTTP/1.1\r\n" + k_host + "\r\n") == 501);
  CHECK(status_of("get / HTTP/1.1\r\n" + k_host + "\r\n") == 501);
  CHECK(status_of("GET /a b HTTP/1.1\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("GET http://elsewhere/ HTTP/1.1\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("GET /\xc3\xa4 HTTP/1.1\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("GET /\x01 HTTP/1.1\r\n" + k_host + "\r\n") == 400);
  CHECK(status_of("\r\n\r\n") == 400);
  CHECK(status_of("GET /" + std::string(3000, 'a') + " HTTP/1.1\r\n" + k_host + "\r\n") == 414);
}

TEST_CASE("headers that two programs could read differently are refused", "[http]") {
  const auto with = [](const std::string& lines) {
    return status_of("POST / HTTP/1.1\r\n" + k_host + lines + "\r\n");
  };
  CHECK(with("") == 0);
  CHECK(with("X: y\r\n") == 0);
  CHECK(with("X : y\r\n") == 400);
  CHECK(with(" folded\r\n") == 400);
  CHECK(with("X: a\nY: b\r\n") == 400);
  CHECK(with("no colon\r\n") == 400);
  CHECK(with("Host: other\r\n") == 400);
  CHECK(with("Content-Length: 5\r\nContent-Length: 5\r\n") == 400);
  CHECK(with("Content-Length: -1\r\n") == 400);
  CHECK(with("Content-Length: 5, 5\r\n") == 400);
  CHECK(with("Content-Length: 1001\r\n") == 413);
  CHECK(with("Content-Length: 99999999999999999999999\r\n") == 413);
  CHECK(with("Transfer-Encoding: chunked\r\n") == 411);
  CHECK(with("Content-Encoding: gzip\r\n") == 415);
  CHECK(with("Expect: a-pony\r\n") == 417);
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "X: y\r\n";
  CHECK(with(many) == 431);
  CHECK(status_of("POST / HTTP/1.1\r\n\r\n") == 400);  // no host
  CHECK(status_of("GET / HTTP/1.1\r\n" + k_host + "Content-Length: 5\r\n\r\n") == 400);
}

TEST_CASE("the library does not see what it would act on", "[http]") {
  const auto head = read_head("POST / HTTP/1.1\r\n" + k_host +
                                  "Range: bytes=0-1,0-1\r\nExpect: 100-continue\r\n"
                                  "Accept-Encoding: br, gzip\r\nContent-Length: 3\r\n\r\n",
                              k_most);
  CHECK(head.status == 0);
  CHECK(head.expects_continue);
  CHECK(head.text ==
        "POST / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
        "Content-Length: 3\r\n\r\n");
}
