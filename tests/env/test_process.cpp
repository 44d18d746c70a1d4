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

TEST_CASE("a command reads its input and sees its variables, whether or not it wants them") {
  env::Command command;
  command.arguments = {"/bin/sh", "-c", "wc -c; echo \"$GREETING\""};
  command.input = std::string(500'000, 'x');
  command.variables = {"GREETING=hello you"};
  CHECK(run_command(command).output == "500000\nhello you\n");
  command.arguments = {"/bin/true"};
  CHECK(run_command(command).status == 0);
}

TEST_CASE("a command that takes too long is ended, with what it has started") {
  using namespace std::chrono_literals;
  env::Command command;
  command.time_limit = 200ms;
  const auto start = std::chrono::steady_clock::now();
  // Neither asked nor left without output would it end by itself.
  command.arguments = {"/bin/sh", "-c", "trap '' TERM; exec 2>&1; (sleep 600); sleep 600"};
  const auto result = run_command(command);
  CHECK(result.timed_out);
  CHECK(result.status == 137);
  command.arguments = {"/bin/sh", "-c", "exec >/dev/null 2>&1; sleep 600"};
  CHECK(run_command(command).timed_out);
  command.arguments = {"/bin/sh", "-c", "yes"};
  const auto endless = run_command(command);
  CHECK(endless.timed_out);
  CHECK(endless.output.size() == std::size_t{1} << 20);
  CHECK(std::chrono::steady_clock::now() - start < 60s);
}
