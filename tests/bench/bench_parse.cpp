// How fast statements are read, against libpg_query's own limit for the same work, in one run:
//   bench_parse FILE.sql [ROUNDS]
// Prints a line for each contestant, tab-separated: its name, and for each round the thousand
// statements it did per CPU second. The order of the contestants changes from round to round.
// scripts/bench-parse runs it and makes the input.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include <pg_query.h>

#include "sql/features.hpp"
#include "sql/statement.hpp"

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Contestant {
  const char* name;
  std::function<void(const std::string&)> work;
  std::vector<double> rates = {};
};

double measure(const Contestant& contestant, const std::vector<std::string>& statements) {
  constexpr double k_least_seconds = 0.5;
  const double begin = cpu_seconds();
  std::size_t done = 0;
  double elapsed = 0;
  do {
    for (const std::string& statement : statements)
      contestant.work(statement);
    done += statements.size();
    elapsed = cpu_seconds() - begin;
  } while (elapsed < k_least_seconds);
  return 1e-3 * static_cast<double>(done) / elapsed;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_parse FILE.sql [ROUNDS]\n");
    return 2;
  }
  std::ostringstream text;
  text << std::ifstream(argv[1]).rdbuf();
  const std::string sql = text.str();
  std::vector<std::string> statements;
  for (const auto& statement : selfopt::sql::split(sql))
    statements.emplace_back(statement.text);
  if (statements.empty()) return 3;

  std::vector<Contestant> contestants{
      {"libpg_query: fingerprint",
       [](const std::string& s) {
         pg_query_free_fingerprint_result(pg_query_fingerprint(s.c_str()));
       }},
      // The limit: there is no way to these three that parses less often than twice.
      {"libpg_query: tree, fingerprint, normalise",
       [](const std::string& s) {
         pg_query_free_fingerprint_result(pg_query_fingerprint(s.c_str()));
         pg_query_free_normalize_result(pg_query_normalize(s.c_str()));
       }},
      {"libpg_query: JSON tree, fingerprint, normalise",
       [](const std::string& s) {
         pg_query_free_parse_result(pg_query_parse(s.c_str()));
         pg_query_free_fingerprint_result(pg_query_fingerprint(s.c_str()));
         pg_query_free_normalize_result(pg_query_normalize(s.c_str()));
       }},
      {"selfopt: fingerprint", [](const std::string& s) { selfopt::sql::fingerprint(s); }},
      {"selfopt: all features", [](const std::string& s) { selfopt::sql::read_features(s); }},
  };
  const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 5;
  for (int round = 0; round < rounds; ++round) {
    std::rotate(contestants.begin(), contestants.begin() + 1, contestants.end());
    for (Contestant& contestant : contestants)
      contestant.rates.push_back(measure(contestant, statements));
  }
  std::ranges::sort(contestants, {}, [](const Contestant& c) { return std::string(c.name); });
  for (const Contestant& contestant : contestants) {
    std::printf("%s", contestant.name);
    for (const double rate : contestant.rates)
      std::printf("\t%.2f", rate);
    std::printf("\n");
  }
}
