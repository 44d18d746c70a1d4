// Checks parse on files of SQL, for example PostgreSQL's own regression tests:
//   check_sql FILE.sql...
// Prints how many statements there are, how many parse, and each that breaks a property
// (support/parse_properties.hpp). Exit status 1 if there is one.
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "sql/statement.hpp"
#include "support/parse_properties.hpp"

namespace {

struct Counts {
  std::size_t files = 0;
  std::size_t statements = 0;
  std::size_t parsed = 0;
  std::size_t broken = 0;
  std::set<std::string> fingerprints = {};
};

void check(const char* path, Counts& counts) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const std::string content = text.str();
  ++counts.files;
  for (const auto& statement : selfopt::sql::split(content)) {
    ++counts.statements;
    const std::string fingerprint = selfopt::sql::fingerprint(statement.text);
    if (!fingerprint.empty()) ++counts.parsed;
    counts.fingerprints.insert(fingerprint);
    const std::string broken = selfopt::test::broken_parse_property(statement.text);
    if (broken.empty()) continue;
    ++counts.broken;
    std::printf("%s:%lld: %s\n", path, static_cast<long long>(statement.line), broken.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: check_sql FILE.sql...\n");
    return 2;
  }
  Counts counts;
  for (int i = 1; i < argc; ++i)
    check(argv[i], counts);
  std::printf("%zu files, %zu statements, %zu parse, %zu fingerprints, %zu break a property\n",
              counts.files, counts.statements, counts.parsed, counts.fingerprints.size(),
              counts.broken);
  return counts.broken == 0 && counts.statements > 0 ? 0 : 1;
}
