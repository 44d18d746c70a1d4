#include <chrono>
#include <filesystem>
#include <optional>
#include <unistd.h>

#include <selfopt/error.hpp>

#include "env/file_lock.hpp"
#include "env/process.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace std::chrono_literals;

namespace {

std::string lock_path() {
  return (std::filesystem::temp_directory_path() / ("selfopt-lock-" + std::to_string(getpid())))
      .string();
}

}  // namespace

TEST_CASE("a second holder of a file lock is told to come back") {
  env::FileLock first(lock_path(), "the thing", 0ms);
  try {
    const env::FileLock second(lock_path(), "the thing", 0ms);
    FAIL("got the lock");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::busy);
    CHECK(error.message() == "another selfopt is at work on the thing");
  }
  first.remove_file();
}

TEST_CASE("a file lock is free again when its holder has gone") {
  { const env::FileLock first(lock_path(), "the thing", 0ms); }
  env::FileLock second(lock_path(), "the thing", 0ms);
  second.remove_file();
}

TEST_CASE("a removed lock file does not let a second holder in by the old one") {
  std::optional<env::FileLock> first(std::in_place, lock_path(), "the thing", 0ms);
  first->remove_file();
  env::FileLock second(lock_path(), "the thing", 0ms);  // a new file
  first.reset();
  CHECK_THROWS_AS(env::FileLock(lock_path(), "the thing", 0ms), Error);
  second.remove_file();
}

TEST_CASE("a child that inherited a file lock holds it after its parent let go") {
  std::string child;
  {
    const env::FileLock first(lock_path(), "the thing", 0ms);
    child = env::run_command({{"/bin/sh", "-c", "sleep 86400 & echo $!"}, {}, first.descriptor()})
                .output;
  }
  CHECK_THROWS_AS(env::FileLock(lock_path(), "the thing", 0ms), Error);
  env::run_command({{"/bin/sh", "-c", "kill " + child}, {}, -1});
  env::FileLock second(lock_path(), "the thing", 10s);
  second.remove_file();
}
