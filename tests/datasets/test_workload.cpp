#include <fstream>
#include <iterator>
#include <set>

#include "generator/tables.hpp"
#include "sql/statement.hpp"
#include "support/catch.hpp"

namespace sql = selfopt::sql;

namespace {

const std::string& workload_text() {
  static const std::string text = [] {
    std::ifstream file(SELFOPT_DATASETS "/workload.sql");
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  return text;
}

}  // namespace

TEST_CASE("the sample workload has statements that parse, each with a name and calls of its own") {
  const auto statements = sql::split(workload_text());
  CHECK(statements.size() == 50);
  std::set<std::string> fingerprints;
  std::set<std::string_view> names;
  std::int64_t rare = 0;
  std::int64_t frequent = 0;
  for (const auto& statement : statements) {
    CAPTURE(statement.line, statement.name);
    CHECK_FALSE(sql::check_syntax(statement.text));
    CHECK_FALSE(statement.name.empty());
    CHECK(names.insert(statement.name).second);
    CHECK(fingerprints.insert(sql::fingerprint(statement.text)).second);
    rare += statement.calls <= 20;
    frequent += statement.calls >= 100;
  }
  CHECK(rare >= 20);      // analyses
  CHECK(frequent >= 15);  // look-ups
}

TEST_CASE("the sample workload asks every table of the sample, and says which") {
  for (const auto& table : selfopt::retail::all_tables()) {
    CAPTURE(table.name);
    CHECK(workload_text().find("bronze." + std::string(table.name)) != std::string::npos);
  }
}
