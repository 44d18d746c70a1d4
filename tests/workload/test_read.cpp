#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <selfopt/error.hpp>

#include "support/catch.hpp"
#include "workload/read.hpp"

using namespace selfopt;

namespace {

// A file that is gone at the end of the test.
class File {
 public:
  explicit File(const std::string& contents)
      : m_path(std::filesystem::temp_directory_path() /
               ("selfopt_read_" + std::to_string(getpid()) + "_" + std::to_string(s_count++))) {
    std::ofstream(m_path, std::ios::binary) << contents;
  }
  ~File() { std::filesystem::remove(m_path); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  std::string path() const { return m_path.string(); }

 private:
  static inline int s_count = 0;
  std::filesystem::path m_path;
};

}  // namespace

TEST_CASE("a .sql file is a workload of one call a statement, unless it says otherwise") {
  const File file("-- name: one\n-- selfopt: calls=5\nselect 1;\r\nselect 2;\nselect from;\n");
  const Workload workload = read_workload({file.path()});
  REQUIRE(workload.size() == 3);
  CHECK(workload[0].sql == "select 1");
  CHECK(workload[0].name == "one");
  CHECK(workload[0].calls == 5);
  CHECK(workload[0].source == "sql");
  CHECK(workload[0].query_hash.size() == 16);
  CHECK(workload[1].calls == 1);
  CHECK(workload[1].query_hash == workload[0].query_hash);
  CHECK(workload[2].query_hash.empty());
}

TEST_CASE("files are told apart by their first character") {
  const File lines(
      "\n  {\"sql\":\"select 1\",\"calls\":7}\n\n{\"sql\":\"select 2\",\"query_hash\":\"x\"}\n");
  const File sql("\xEF\xBB\xBFselect 3");
  const Workload workload = read_workload({lines.path(), sql.path()});
  REQUIRE(workload.size() == 3);
  CHECK(workload[0].calls == 7);
  CHECK(workload[0].query_hash.size() == 16);
  CHECK(workload[1].query_hash == "x");
  CHECK(workload[2].sql == "select 3");
}

TEST_CASE("statements are the same however many batches a file is read in") {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "-- selfopt: calls=" + std::to_string(i) + "\nselect $$a;b\n$$, " + std::to_string(i) +
            " from t;\n";
  text += "select '" + std::string(2'000'000, 'x') + "';\nselect 'last'";
  const File file(text);
  std::int64_t seen = 0;
  const auto check = [&](const WorkloadQuery& query) {
    if (seen < 20'000) {
      REQUIRE(query.calls == seen);
      REQUIRE(query.sql == "select $$a;b\n$$, " + std::to_string(seen) + " from t");
    }
    if (seen == 20'000) CHECK(query.sql.size() == 2'000'009);
    if (seen == 20'001) CHECK(query.sql == "select 'last'");
    ++seen;
  };
  read_raw_queries({file.path()},
                   [&](const RawQueries& raw) { raw.read(MissingHash::leave, check); });
  CHECK(seen == 20'002);
}

TEST_CASE("a file that cannot be read is an error, an empty one is not") {
  const File empty("");
  CHECK(read_workload({empty.path()}).empty());
  CHECK_THROWS_AS(read_workload({empty.path() + ".missing"}), Error);
}

TEST_CASE("raw queries become the queries they stand for, and name the line that is none") {
  RawQueries raw("some.jsonl");
  raw.add_line(R"({"sql":"select 1","calls":3})", 7);
  raw.add_statement("select 2", "two", 4);
  raw.add_line("{\"calls\":1}", 9);
  std::vector<WorkloadQuery> queries;
  try {
    raw.read(MissingHash::compute,
             [&](WorkloadQuery&& query) { queries.push_back(std::move(query)); });
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.message() == "some.jsonl:9: \"sql\" is missing");
  }
  REQUIRE(queries.size() == 2);
  CHECK(queries[0].calls == 3);
  CHECK(queries[0].name.empty());
  CHECK(queries[1].sql == "select 2");
  CHECK(queries[1].name == "two");
  CHECK(queries[1].calls == 4);
  CHECK(queries[1].query_hash == queries[0].query_hash);
}
