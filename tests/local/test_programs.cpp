#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "local/programs.hpp"
#include "support/catch.hpp"

using namespace selfopt::local;
namespace fs = std::filesystem;

namespace {

// A folder like /usr/lib/postgresql, removed at the end.
class Versions {
 public:
  Versions() { fs::create_directories(root()); }
  ~Versions() { fs::remove_all(root()); }
  Versions(const Versions&) = delete;
  Versions& operator=(const Versions&) = delete;
  std::string root() const {
    return (fs::temp_directory_path() / ("selfopt-programs-" + std::to_string(getpid()))).string();
  }
  void add(const std::string& version, std::initializer_list<const char*> programs) const {
    const fs::path bin = fs::path(root()) / version / "bin";
    fs::create_directories(bin);
    for (const char* name : programs) {
      std::ofstream(bin / name) << "#!/bin/sh\n";
      fs::permissions(bin / name, fs::perms::owner_all);
    }
  }
};

}  // namespace

TEST_CASE("the newest complete PostgreSQL is found, by number and not by letter") {
  const Versions versions;
  versions.add("9", {"postgres", "initdb", "pg_ctl"});
  versions.add("15", {"postgres", "initdb", "pg_ctl"});
  versions.add("17", {"psql", "pg_dump"});  // the client alone
  versions.add("snapshot", {"postgres", "initdb", "pg_ctl"});
  const auto found = find_programs(versions.root(), "");
  REQUIRE(found);
  CHECK(found->path("postgres") == versions.root() + "/15/bin/postgres");
}

TEST_CASE("data of one version want that version's programs") {
  const Versions versions;
  versions.add("13", {"postgres", "initdb", "pg_ctl"});
  versions.add("15", {"postgres", "initdb", "pg_ctl"});
  REQUIRE(find_programs(versions.root(), "13"));
  CHECK(find_programs(versions.root(), "13")->folder == versions.root() + "/13/bin");
  CHECK_FALSE(find_programs(versions.root(), "14"));
}

TEST_CASE("no PostgreSQL at all is no error here") {
  CHECK_FALSE(find_programs("/nonexistent", ""));
}
