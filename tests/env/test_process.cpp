#include <selfopt/error.hpp>

#include "env/process.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using env::run_command;

TEST_CASE("a command's output and status come back") {
  const auto result = run_command({{"/bin/sh", "-c", "echo out; echo err >&2; exit 3"}, {}, -1});
  CHECK(result.status == 3);
  CHECK(result.output == "out\nerr\n");
}

TEST_CASE("more output than a pipe holds comes back whole") {
  const auto result =
      run_command({{"/bin/sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"}, {}, -1});
  CHECK(result.output == std::string(300'000, 'x'));
}

TEST_CASE("a command that a signal ends has status 128 and its number") {
  CHECK(run_command({{"/bin/sh", "-c", "kill -9 $$"}, {}, -1}).status == 137);
}

TEST_CASE("a program that does not exist has status 127 and the reason") {
  const auto result = run_command({{"/nonexistent/program"}, {}, -1});
  CHECK(result.status == 127);
  CHECK(result.output == "No such file or directory");
}

TEST_CASE("what a command leaves in the background is not waited for") {
  // The background process keeps the output open for longer than any test may take.
  const auto result = run_command({{"/bin/sh", "-c", "sleep 86400 & echo $!"}, {}, -1});
  CHECK(result.status == 0);
  run_command({{"/bin/sh", "-c", "kill " + result.output}, {}, -1});
}

TEST_CASE("a command sees nothing of our files, folder and settings") {
  setenv("PGPORT", "1", 1);
  const auto result = run_command(
      {{"/bin/sh", "-c", "echo $PGPORT; pwd; ls /proc/self/fd | tr '\\n' ' '; cat"}, {}, -1});
  unsetenv("PGPORT");
  CHECK(result.output == "\n/\n0 1 2 3 ");  // 3 is the folder that ls itself reads
}
