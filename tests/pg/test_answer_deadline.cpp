#include <array>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "pg/answer_deadline.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace std::chrono_literals;

namespace {

// Two ends of a connection on which nobody answers.
struct Silence {
  Silence() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0); }
  ~Silence() {
    close(ends[0]);
    close(ends[1]);
  }
  std::array<int, 2> ends{};
};

}  // namespace

TEST_CASE("a connection that is silent for too long is ended") {
  const Silence silence;
  const pg::AnswerDeadline deadline(silence.ends[0], 300ms);
  char byte = 0;
  CHECK(read(silence.ends[0], &byte, 1) == 0);  // would wait for ever
  CHECK(deadline.passed());
  CHECK(deadline.error().message().starts_with("the server has not answered for"));
}

TEST_CASE("a connection is left alone that answers in time, or has all the time") {
  const Silence silence;
  { const pg::AnswerDeadline deadline(silence.ends[0], 200ms); }
  const pg::AnswerDeadline none(silence.ends[0], 0ms);
  std::this_thread::sleep_for(2500ms);
  CHECK_FALSE(none.passed());
  CHECK(write(silence.ends[1], "a", 1) == 1);
  char byte = 0;
  CHECK(read(silence.ends[0], &byte, 1) == 1);
}

TEST_CASE("an answer is waited for longer than the statement may take") {
  CHECK(pg::AnswerDeadline::after(0ms) == 0ms);
  CHECK(pg::AnswerDeadline::after(250ms) == 30s);
  CHECK(pg::AnswerDeadline::after(60s) == 70s);
}
