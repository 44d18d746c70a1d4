#include <selfopt/replay.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

WorkloadQuery measured(const std::string& hash, const std::string& sql, std::vector<double> times,
                       std::int64_t calls = 1) {
  WorkloadQuery query;
  query.query_hash = hash;
  query.sql = sql;
  query.calls = calls;
  query.times_ms = std::move(times);
  return query;
}

WorkloadQuery failing(const std::string& sql) {
  WorkloadQuery query;
  query.query_hash = sql;
  query.sql = sql;
  query.error = "it failed";
  return query;
}

Verdict verdict_of(std::vector<double> before, std::vector<double> after) {
  return compare_replays({measured("a", "q", std::move(before))},
                         {measured("a", "q", std::move(after))}, 1)
      .queries.at(0)
      .verdict;
}

}  // namespace

TEST_CASE("slower takes 1.2 times, a millisecond, and an interval that excludes 1") {
  CHECK(verdict_of({10, 10, 10}, {13, 13, 13}) == Verdict::slower);
  CHECK(verdict_of({10, 10, 10}, {11.9, 11.9, 11.9}) == Verdict::unchanged);  // 1.19 times
  CHECK(verdict_of({1, 1, 1}, {1.9, 1.9, 1.9}) == Verdict::unchanged);        // 0.9 ms
  CHECK(verdict_of({10, 10, 40}, {9, 13, 13}) == Verdict::unchanged);         // overlapping
}

TEST_CASE("faster takes 1.2 times and an interval that excludes 1, however short the statement") {
  CHECK(verdict_of({0.6, 0.6, 0.6}, {0.06, 0.06, 0.06}) == Verdict::faster);
  CHECK(verdict_of({11.9, 11.9, 11.9}, {10, 10, 10}) == Verdict::unchanged);
  CHECK(verdict_of({9, 13, 13}, {10, 10, 40}) == Verdict::unchanged);
}

TEST_CASE("without enough runs for an interval the thresholds decide alone") {
  const Comparison comparison =
      compare_replays({measured("a", "q", {10, 10})}, {measured("a", "q", {20, 20})}, 1);
  CHECK(comparison.queries[0].verdict == Verdict::slower);
  CHECK_FALSE(comparison.queries[0].ratio_low.has_value());
}

TEST_CASE("statements that begin or cease to fail are called repaired and broken") {
  const Workload before{failing("x"), measured("y", "y", {1, 1, 1}), failing("z")};
  const Workload after{measured("x", "x", {1, 1, 1}), failing("y"), failing("z"),
                       measured("n", "n", {1, 1, 1})};
  const Comparison comparison = compare_replays(before, after, 1);
  CHECK(comparison.count(Verdict::repaired) == 1);
  CHECK(comparison.count(Verdict::broken) == 1);
  CHECK(comparison.count(Verdict::failed) == 1);
  CHECK(comparison.count(Verdict::added) == 1);
  CHECK(comparison.queries[0].verdict == Verdict::broken);  // what got worse stands first
  CHECK(comparison.queries[0].error == "it failed");
  CHECK(comparison.once.before_ms == 0);  // nothing ran in both
  CHECK(comparison.once.ratio() == 1);
}

TEST_CASE("totals weigh each median by its calls, and once") {
  const Workload before{measured("a", "a", {10, 10, 10}, 3), measured("b", "b", {50, 50, 50})};
  const Workload after{measured("a", "a", {5, 5, 5}, 3), measured("b", "b", {25, 25, 25})};
  const Comparison comparison = compare_replays(before, after, 1);
  CHECK(comparison.by_calls.before_ms == 80);
  CHECK(comparison.by_calls.after_ms == 40);
  CHECK(comparison.once.before_ms == 60);
  CHECK(comparison.once.after_ms == 30);
  CHECK(comparison.by_calls.ratio() == 2);
}

TEST_CASE("regressions stand first, the worst of them first, then the greatest savings") {
  const Workload before{
      measured("a", "small saving", {20, 20, 20}), measured("b", "great saving", {20, 20, 20}, 10),
      measured("c", "small loss", {10, 10, 10}), measured("d", "great loss", {10, 10, 10}, 10)};
  const Workload after{
      measured("a", "small saving", {10, 10, 10}), measured("b", "great saving", {10, 10, 10}, 10),
      measured("c", "small loss", {20, 20, 20}), measured("d", "great loss", {20, 20, 20}, 10)};
  const Comparison comparison = compare_replays(before, after, 1);
  CHECK(comparison.queries[0].sql == "great loss");
  CHECK(comparison.queries[1].sql == "small loss");
  CHECK(comparison.queries[2].sql == "great saving");
  CHECK(comparison.queries[3].sql == "small saving");
}

TEST_CASE("statements of one fingerprint are told apart by their text, then by their order") {
  const Workload before{measured("a", "id = 1", {10, 10, 10}),
                        measured("a", "id = 2", {20, 20, 20}),
                        measured("a", "id = 2", {30, 30, 30}),
                        measured("a", "id = 3", {40, 40, 40}), measured("g", "gone", {1, 1, 1})};
  const Workload after{measured("a", "id = 9", {1, 1, 1}), measured("a", "id = 2", {1, 1, 1}),
                       measured("a", "id = 2", {1, 1, 1}), measured("a", "id = 1", {1, 1, 1})};
  const Comparison comparison = compare_replays(before, after, 1);
  double of_new_text = 0;
  double of_first = 0;
  for (const QueryComparison& query : comparison.queries) {
    if (query.sql == "id = 9") of_new_text = *query.before_ms;
    if (query.sql == "id = 1") of_first = *query.before_ms;
  }
  CHECK(of_first == 10);
  CHECK(of_new_text == 40);  // the one left over
  CHECK(comparison.missing == 1);
}
