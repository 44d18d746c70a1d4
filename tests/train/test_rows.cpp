#include <cmath>
#include <map>
#include <set>

#include "support/catch.hpp"
#include "train/rows.hpp"

using namespace selfopt;
using training::Row;
using training::Rows;

namespace {

Row row(const std::string& query_hash, const std::string& family, float x, double ms) {
  return {query_hash, family, {x}, ms, std::log(ms + 0.01), 1};
}

}  // namespace

TEST_CASE("rows that look alike become one with their mean on the logarithmic scale", "[train]") {
  const Rows merged = training::merge_alike(
      {row("a", "f", 1, 1), row("b", "f", 2, 7), row("a", "f", 1, 100)}, ModelTarget::runtime);
  REQUIRE(merged.size() == 2);
  CHECK(merged[0].measured == Approx(10).epsilon(0.02));
  CHECK(merged[0].weight == 2);
  CHECK(merged[1].measured == 7);
}

TEST_CASE("groups are even and keep together what belongs together", "[train]") {
  Rows rows;
  for (int i = 0; i < 200; ++i)
    rows.push_back(row("q" + std::to_string(i % 40), "f" + std::to_string(i % 10), 1.0F, 1));
  for (const Split split : {Split::random, Split::by_template, Split::by_cluster}) {
    const auto groups = training::deal_out(rows, split, 5, 1);
    std::map<std::size_t, int> sizes;
    std::map<std::string, std::set<std::size_t>> of_template;
    std::map<std::string, std::set<std::size_t>> of_family;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ++sizes[groups[i]];
      of_template[rows[i].query_hash].insert(groups[i]);
      of_family[rows[i].family].insert(groups[i]);
    }
    REQUIRE(sizes.size() == 5);
    for (const auto& [group, size] : sizes)
      CHECK(size == 40);
    if (split != Split::random)
      for (const auto& [name, all] : of_template)
        CHECK(all.size() == 1);
    if (split == Split::by_cluster)
      for (const auto& [name, all] : of_family)
        CHECK(all.size() == 1);
  }
  CHECK(training::deal_out(rows, Split::random, 5, 1) ==
        training::deal_out(rows, Split::random, 5, 1));
  CHECK(training::deal_out(rows, Split::random, 5, 1) !=
        training::deal_out(rows, Split::random, 5, 2));
}

TEST_CASE("a family is the kind and the tables, whatever their schema", "[train]") {
  Features features;
  features.statement_type = "SELECT";
  features.tables = {"bronze.sales", "days"};
  CHECK(training::family_of(features) == "SELECT days, sales");
  features.tables.clear();
  CHECK(training::family_of(features) == "SELECT");
}

TEST_CASE("the hash of the rows follows what is learned", "[train]") {
  const Rows rows{row("a", "f", 1, 1), row("b", "f", 2, 7)};
  Rows other = rows;
  other[1].measured = 8;
  CHECK(training::hash_of(rows).size() == 16);
  CHECK(training::hash_of(rows) == training::hash_of(Rows(rows)));
  CHECK(training::hash_of(rows) != training::hash_of(other));
}
