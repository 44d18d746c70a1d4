#include <unordered_map>

#include <selfopt/cluster.hpp>

#include "learn/agreement.hpp"
#include "support/catch.hpp"
#include "support/family_workload.hpp"

using namespace selfopt;

namespace {

constexpr std::uint64_t k_statements = 4000;

// How well clusters and families agree, every statement counting once.
double agreement(const test::FamilyOptions& families, const ClusterOptions& options) {
  const test::FamilyWorkload made(families);
  Workload workload;
  std::unordered_map<std::string, int> family_of;
  for (std::uint64_t i = 0; i < k_statements; ++i) {
    const auto statement = made.statement(i);
    family_of.emplace(statement.sql, statement.family);
    workload.emplace_back().sql = statement.sql;
  }
  learn::Labels found;
  learn::Labels truth;
  std::vector<double> counts;
  for (const ClusteredQuery& query : cluster(workload, options).clusters.queries) {
    REQUIRE(query.error.empty());
    found.push_back(query.cluster);
    truth.push_back(family_of.at(query.query.sql));
    counts.push_back(static_cast<double>(query.query.calls));
  }
  return learn::adjusted_rand_index(found, truth, counts);
}

}  // namespace

TEST_CASE("clusters are the families that a workload was made of", "[cluster]") {
  ClusterOptions options;
  options.stability = false;
  for (const auto schema : {test::FamilySchema::retail, test::FamilySchema::clinic})
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      INFO("schema " << static_cast<int>(schema) << " seed " << seed);
      const double ours = agreement({schema, seed}, options);
      CHECK(ours >= 0.95);
      ClusterOptions plain = options;
      plain.features = ClusterFeatures::tfidf;
      plain.k = 5;
      CHECK(ours > agreement({schema, seed}, plain));
    }
}
