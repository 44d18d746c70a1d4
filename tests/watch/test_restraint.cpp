#include "support/catch.hpp"
#include "watch/restraint.hpp"

using namespace selfopt;

namespace {

constexpr std::time_t k_now = 1'700'000'000;  // 2023-11-14T22:13:20Z

Recommendation advise(RecommendationKind kind, const std::string& name) {
  Recommendation one;
  one.id = name;
  one.kind = kind;
  one.table = "public.t";
  one.name = name;
  one.size_bytes = 1000;
  return one;
}

Action past(const std::string& kind, const std::string& name, const std::string& state,
            const std::string& when) {
  Action action;
  action.id = 7;
  action.kind = kind;
  action.table = "public.t";
  action.name = name;
  action.state = state;
  action.started_at = when;
  action.size_bytes = 5000;
  return action;
}

const std::map<std::string, std::int64_t> k_seen{{"a", 2}, {"b", 2}, {"c", 1}};

std::string reason(const Recommendation& one, const std::vector<Action>& ledger,
                   const WatchOptions& options) {
  Recommendations advice;
  advice.recommendations = {one};
  loop::restrain(advice, ledger, k_seen, options, k_now);
  return advice.rejected.empty() ? "" : advice.rejected.front().reason;
}

}  // namespace

TEST_CASE("what was advised once only is kept back") {
  const WatchOptions options;
  CHECK(reason(advise(RecommendationKind::create_index, "a"), {}, options).empty());
  CHECK(reason(advise(RecommendationKind::create_index, "c"), {}, options) ==
        "advised 1 of 2 times in a row");
}

TEST_CASE("the opposite of a change has to wait; what a person has undone is not made again") {
  const WatchOptions options;
  const auto drop = advise(RecommendationKind::drop_index, "a");
  CHECK(reason(drop, {past("create_index", "a", "done", "2023-11-14T10:00:00Z")}, options) ==
        "action 7 did the opposite at 2023-11-14T10:00:00Z");
  CHECK(reason(drop, {past("create_index", "a", "done", "2023-11-12T10:00:00Z")}, options).empty());
  CHECK(reason(drop, {past("create_index", "b", "done", "2023-11-14T10:00:00Z")}, options).empty());
  CHECK(reason(advise(RecommendationKind::create_index, "a"),
               {past("create_index", "a", "undone", "2023-01-01T00:00:00Z")},
               options) == "somebody has undone it (action 7)");
}

TEST_CASE("a clock that was set back makes it more careful, not less") {
  WatchOptions options;
  const auto from_the_future = past("create_index", "a", "done", "2024-06-01T00:00:00Z");
  CHECK(reason(advise(RecommendationKind::drop_index, "a"), {from_the_future}, options) ==
        "action 7 did the opposite at 2024-06-01T00:00:00Z");
  options.max_changes = 1;
  CHECK(reason(advise(RecommendationKind::create_index, "b"), {from_the_future}, options) ==
        "1 changes in 24 hours are enough");
}

TEST_CASE("changes of a day and the space of all indexes have limits") {
  WatchOptions options;
  options.max_changes = 1;
  Recommendations advice;
  advice.recommendations = {advise(RecommendationKind::create_index, "a"),
                            advise(RecommendationKind::create_index, "b")};
  loop::restrain(advice, {}, k_seen, options, k_now);
  REQUIRE(advice.recommendations.size() == 1);
  CHECK(advice.rejected.front().reason == "1 changes in 24 hours are enough");
  const auto one = advise(RecommendationKind::create_index, "a");
  CHECK_FALSE(
      reason(one, {past("create_index", "x", "done", "2023-11-14T10:00:00Z")}, options).empty());
  CHECK(
      reason(one, {past("create_index", "x", "failed", "2023-11-14T10:00:00Z")}, options).empty());
  options.max_changes = 10;
  options.index_bytes = 5999;
  CHECK_FALSE(
      reason(one, {past("create_index", "x", "done", "2023-01-14T10:00:00Z")}, options).empty());
  options.index_bytes = 6000;
  CHECK(reason(one, {past("create_index", "x", "done", "2023-01-14T10:00:00Z")}, options).empty());
}
