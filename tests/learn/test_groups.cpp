#include <algorithm>
#include <numeric>

#include "env/random.hpp"
#include "learn/agreement.hpp"
#include "learn/dbscan.hpp"
#include "learn/kmeans.hpp"
#include "learn/linkage.hpp"
#include "learn/silhouette.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace selfopt::learn;

namespace {

// Rows of `groups` directions that have nothing in common, each a little off its direction.
SparseRows directions(int groups, int rows_each) {
  SparseRows rows(groups * (rows_each + 1));
  for (int group = 0; group < groups; ++group)
    for (int i = 0; i < rows_each; ++i) {
      const int own = groups + group * rows_each + i;
      rows.add({{group, 0.9}, {own, std::sqrt(1 - 0.81)}});
    }
  return rows;
}

Labels true_labels(int groups, int rows_each) {
  Labels labels;
  for (int i = 0; i < groups * rows_each; ++i)
    labels.push_back(i / rows_each);
  return labels;
}

SparseRows random_rows(int count, int columns, std::uint64_t seed) {
  env::Random random(seed);
  SparseRows rows(columns);
  for (int i = 0; i < count; ++i) {
    std::vector<double> dense(at(columns));
    for (int n = 0; n < 5; ++n)
      dense[random.below(dense.size())] = random.uniform() + 0.1;
    const double length =
        std::sqrt(std::inner_product(dense.begin(), dense.end(), dense.begin(), 0.0));
    SparseRow row;
    for (int column = 0; column < columns; ++column)
      if (dense[at(column)] > 0) row.push_back({column, dense[at(column)] / length});
    rows.add(row);
  }
  return rows;
}

// Average linkage as it is defined, pair by pair.
double least_mean_distance(const Distances& distances, const Labels& labels) {
  double least = 3;
  const int groups = group_count(labels);
  for (int a = 0; a < groups; ++a)
    for (int b = a + 1; b < groups; ++b) {
      double sum = 0;
      int pairs = 0;
      for (int i = 0; i < distances.size(); ++i)
        for (int j = 0; j < distances.size(); ++j)
          if (labels[at(i)] == a && labels[at(j)] == b) {
            sum += static_cast<double>(distances(i, j));
            ++pairs;
          }
      least = std::min(least, sum / pairs);
    }
  return least;
}

}  // namespace

TEST_CASE("cosine distances are those of the definition", "[learn]") {
  SparseRows rows(3);
  rows.add({{0, 1}});
  rows.add({{0, 0.6}, {2, 0.8}});
  rows.add({{1, 1}});
  rows.add({{0, 1}});
  const Distances distances(rows);
  CHECK(distances(0, 1) == Approx(0.4));
  CHECK(distances(1, 0) == Approx(0.4));
  CHECK(distances(0, 2) == 1);
  CHECK(distances(0, 3) == 0);
  CHECK(distances_to(rows, {{2, 1}})[1] == Approx(0.2));
}

TEST_CASE("every method finds groups that have nothing in common", "[learn]") {
  const SparseRows rows = directions(5, 8);
  const Labels truth = true_labels(5, 8);
  const std::vector<double> weights(truth.size(), 1);
  const Dendrogram tree((Distances(rows)));
  CHECK(adjusted_rand_index(tree.cut_into(5), truth) == 1);
  CHECK(adjusted_rand_index(tree.cut_at(0.5), truth) == 1);
  CHECK(adjusted_rand_index(dbscan(rows, 0.3, 2), truth) == 1);
  const KMeansResult result = kmeans(rows, weights, {.k = 5});
  CHECK(adjusted_rand_index(result.labels, truth) == 1);
  CHECK(mean_silhouette(Distances(rows), truth) == Approx(1 - 0.19).margin(1e-6));
}

TEST_CASE("each merge of the tree joins the two nearest groups", "[learn]") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SparseRows rows = random_rows(40, 15, seed);
    const Distances distances(rows);
    const Dendrogram tree(distances);
    REQUIRE(tree.merges().size() == 39);
    for (int groups = 40; groups > 1; --groups) {
      INFO(seed << " " << groups);
      CHECK(tree.merges()[at(40 - groups)].height ==
            Approx(least_mean_distance(distances, tree.cut_into(groups))).margin(1e-5));
    }
  }
}

TEST_CASE("k-means is the same for the same seed and does not get worse by more starts",
          "[learn]") {
  const SparseRows rows = random_rows(200, 40, 7);
  const std::vector<double> weights(200, 1);
  const KMeansResult one = kmeans(rows, weights, {.k = 9, .restarts = 1});
  const KMeansResult many = kmeans(rows, weights, {.k = 9, .restarts = 20});
  CHECK(kmeans(rows, weights, {.k = 9, .restarts = 20}).labels == many.labels);
  CHECK(many.inertia <= one.inertia);
  CHECK(group_count(many.labels) == 9);
  CHECK(many.inertia == Approx(std::accumulate(many.distances.begin(), many.distances.end(), 0.0)));
}

TEST_CASE("k-means weighs rows", "[learn]") {
  SparseRows rows(2);
  rows.add({{0, 1}});
  rows.add({{0, 0.6}, {1, 0.8}});
  const KMeansResult result = kmeans(rows, {99, 1}, {.k = 1});
  CHECK(result.distances[0] < 0.001);
  CHECK(result.distances[1] > 0.3);
}

TEST_CASE("identical rows, more groups than rows, one row and none are no trouble", "[learn]") {
  SparseRows same(1);
  for (int i = 0; i < 6; ++i)
    same.add({{0, 1}});
  const std::vector<double> weights(6, 1);
  CHECK(group_count(kmeans(same, weights, {.k = 3}).labels) == 3);
  CHECK(group_count(kmeans(same, weights, {.k = 60}).labels) == 6);
  CHECK(group_count(dbscan(same, knee_of_distances(same, 2), 2)) == 1);
  CHECK(mean_silhouette(Distances(same), Labels(6, 0)) == 0);
  CHECK(Dendrogram(Distances(same)).cut_at(0) == Labels(6, 0));
  const SparseRows none(4);
  CHECK(kmeans(none, {}, {.k = 3}).labels.empty());
  CHECK(Dendrogram(Distances(none)).cut_into(2).empty());
  CHECK(dbscan(none, 0.5, 2).empty());
  SparseRows one(1);
  one.add({{0, 1}});
  CHECK(Dendrogram(Distances(one)).cut_into(5) == Labels{0});
  CHECK(dbscan(one, 0.5, 2) == Labels{-1});
}

TEST_CASE("DBSCAN's border rows go to the nearest core and outliers to none", "[learn]") {
  SparseRows rows(2);
  const auto add = [&](double degrees) {
    const double angle = degrees / 180 * 3.14159265358979;
    rows.add({{0, std::cos(angle)}, {1, std::sin(angle)}});
  };
  for (const double degrees : {0.0, 1.0, 2.0, 8.0, 90.0, 40.0})
    add(degrees);
  // Up to 6 degrees apart; three make a core.
  CHECK(dbscan(rows, 1 - std::cos(0.105), 3) == Labels{0, 0, 0, 0, -1, -1});
}

TEST_CASE("the adjusted Rand index has the values of the literature", "[learn]") {
  CHECK(adjusted_rand_index({0, 0, 1, 1}, {1, 1, 0, 0}) == 1);
  CHECK(adjusted_rand_index({0, 0, 1, 2}, {0, 0, 1, 1}) == Approx(0.5714285714));
  CHECK(adjusted_rand_index({0, 0, 0, 0}, {0, 1, 2, 3}) == 0);
  // Counts are as good as repeated rows.
  CHECK(adjusted_rand_index({0, 1, 2}, {0, 1, 1}, {2, 1, 1}) == Approx(0.5714285714));
}
