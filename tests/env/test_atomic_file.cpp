#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/error.hpp>

#include "support/catch.hpp"

namespace fs = std::filesystem;
using selfopt::AtomicFile;

namespace {

/// A folder that is removed with all it holds.
struct Folder {
  Folder() {
    char name[] = "/tmp/selfopt-atomic.XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

std::string contents(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a file appears when it is committed, and not before") {
  const Folder folder;
  const fs::path path = folder.path / "out";
  std::ofstream(path) << "old";
  {
    AtomicFile file(path);
    file.write("new");
    CHECK(contents(path) == "old");
    file.commit();
    CHECK(contents(path) == "new");
  }
  {
    AtomicFile file(path);
    file.write("lost");
  }
  CHECK(contents(path) == "new");
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
}

TEST_CASE("a pipe is written to and stays a pipe") {
  const Folder folder;
  const fs::path path = folder.path / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  {
    AtomicFile file(path);
    file.write("text");
    file.commit();
  }
  char text[8] = {};
  CHECK(read(reader, text, sizeof text) == 4);
  CHECK(std::string(text) == "text");
  close(reader);
  CHECK(fs::is_fifo(path));
  CHECK(std::distance(fs::directory_iterator(folder.path), {}) == 1);
}

TEST_CASE("a symbolic link stays one, and what it leads to is replaced") {
  const Folder folder;
  fs::create_directory(folder.path / "there");
  std::ofstream(folder.path / "there/out") << "old";
  fs::create_symlink("there/out", folder.path / "link");
  AtomicFile file(folder.path / "link");
  file.write("new");
  file.commit();
  CHECK(fs::is_symlink(folder.path / "link"));
  CHECK(contents(folder.path / "there/out") == "new");
}

TEST_CASE("a folder is no file to write") {
  const Folder folder;
  CHECK_THROWS_AS(AtomicFile(folder.path), selfopt::Error);
}
