// Makes a workload whose families are known, for scripts/bench-cluster:
//   bench_cluster retail|clinic|sample SEED STATEMENTS FILE.sql FAMILIES.txt
// Writes the statements, and for each the number of its family on a line.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "support/family_workload.hpp"

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(
        stderr,
        "usage: bench_cluster retail|clinic|sample SEED STATEMENTS FILE.sql FAMILIES.txt\n");
    return 2;
  }
  using namespace selfopt::test;
  FamilyOptions options;
  const std::string schema = argv[1];
  options.schema = schema == "clinic"   ? FamilySchema::clinic
                   : schema == "sample" ? FamilySchema::sample
                                        : FamilySchema::retail;
  options.seed = std::strtoull(argv[2], nullptr, 10);
  const FamilyWorkload workload(options);
  std::ofstream sql(argv[4]);
  std::ofstream families(argv[5]);
  const std::uint64_t count = std::strtoull(argv[3], nullptr, 10);
  for (std::uint64_t i = 0; i < count; ++i) {
    const FamilyWorkload::Statement statement = workload.statement(i);
    sql << statement.sql << ";\n";
    families << statement.family << '\n';
  }
  return sql.flush() && families.flush() ? 0 : 1;
}
