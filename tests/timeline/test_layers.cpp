#include "support/catch.hpp"
#include "timeline/layers.hpp"

using namespace selfopt;

namespace {

WorkloadQuery ran(const char* from, const char* to, double total_ms) {
  WorkloadQuery query;
  query.sql = "select 1";
  query.calls = 2;
  query.total_ms = total_ms;
  query.first_seen = from;
  query.last_seen = to;
  return query;
}

Cluster cluster(int id, const char* name) {
  Cluster one;
  one.id = id;
  one.name = name;
  return one;
}

constexpr const char* k_eight = "2026-11-23T08:00:00Z";
constexpr const char* k_nine = "2026-11-23T09:00:00Z";

}  // namespace

TEST_CASE("clusters stand in order of their time in the period, all others at the end",
          "[timeline]") {
  const std::map<int, Workload> rows{{-1, {ran(k_eight, k_nine, 500)}},
                                     {0, {ran(k_eight, k_nine, 5)}},
                                     {2, {ran(k_eight, k_nine, 40), ran(k_eight, k_nine, 2)}}};
  const auto layers =
      cluster_layers(rows, {cluster(0, "cheap"), cluster(1, "idle"), cluster(2, "costly")},
                     TimeSpan{1795420800, 1795420800 + 3600});
  REQUIRE(layers.size() == 3);
  CHECK(layers[0].name == "costly");
  CHECK(layers[0].calls == 4);
  CHECK(layers[0].total_ms == 42);
  CHECK(layers[1].name == "cheap");
  CHECK(layers[2].name == "all others");
  CHECK(layers[2].total_ms == 500);
  for (const TimelineLayer& layer : layers)
    CHECK(layer.spans.size() == 60);
  CHECK(layers[2].spans[30].total_ms == Approx(500.0 / 60));
}

TEST_CASE("no more clusters are told apart than there are colours", "[timeline]") {
  std::map<int, Workload> rows;
  std::vector<Cluster> clusters;
  for (int id = 0; id < 9; ++id) {
    rows[id] = {ran(k_eight, k_nine, 1 + id)};
    clusters.push_back(cluster(id, std::string(1, static_cast<char>('a' + id)).c_str()));
  }
  const auto layers = cluster_layers(rows, clusters, std::nullopt);
  REQUIRE(layers.size() == 7);
  CHECK(layers[0].name == "i");
  CHECK(layers[6].name == "all others");
  CHECK(layers[6].total_ms == 1 + 2 + 3);
  CHECK(layers[6].spans.empty());
}

TEST_CASE("a cluster whose calls do not tell their time has the spans of the others",
          "[timeline]") {
  const std::map<int, Workload> rows{{0, {ran("", "", 5)}}, {1, {ran(k_eight, k_nine, 4)}}};
  const auto layers = cluster_layers(rows, {cluster(0, "a"), cluster(1, "b")},
                                     TimeSpan{1795420800, 1795420800 + 3600});
  REQUIRE(layers.size() == 2);
  CHECK(layers[0].spans.size() == layers[1].spans.size());
  CHECK(layers[0].spans.front().total_ms == 0);
  CHECK(cluster_layers({{-1, {ran("", "", 5)}}}, {}, std::nullopt)[0].name == "all statements");
}
