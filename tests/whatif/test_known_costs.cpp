#include "support/catch.hpp"
#include "whatif/known_costs.hpp"

using namespace selfopt;
using whatif::IndexSet;
using whatif::KnownCosts;

TEST_CASE("sets between the used and the offered indexes cost the same") {
  KnownCosts known;
  known.learn({}, {100, {}, false});
  known.learn({1, 2, 3, 4}, {10, {2, 3}, false});
  REQUIRE(known.find({2, 3}).has_value());
  CHECK(known.find({2, 3})->cost == 10);
  CHECK(known.find({1, 2, 3})->used == IndexSet{2, 3});
  CHECK_FALSE(known.find({2}).has_value());
  CHECK_FALSE(known.find({2, 3, 9}).has_value());
}

TEST_CASE("of the plans that use the same indexes the cheapest is kept") {
  KnownCosts known;
  known.learn({}, {100, {}, false});
  known.learn({1, 2, 3}, {12, {2}, false});
  known.learn({2, 3}, {10, {2}, false});
  known.learn({3}, {40, {3}, false});
  const auto plans = known.plans();
  REQUIRE(plans.size() == 3);
  CHECK(plans[0].used == IndexSet{});
  CHECK(plans[1].used == IndexSet{2});
  CHECK(plans[1].cost == 10);
  CHECK(plans[2].cost == 40);
}

TEST_CASE("larger sets bound from below, smaller ones from above") {
  KnownCosts known;
  known.learn({}, {100, {}, false});
  known.learn({1, 2, 3}, {10, {2, 3}, false});
  known.learn({1, 3}, {40, {3}, false});
  const auto alone = known.range({1});
  CHECK(alone.lower == 40);
  CHECK(alone.upper == 100);
  const auto more = known.range({3, 9});
  CHECK(more.lower == 0);
  CHECK(more.upper == 40);
  CHECK(known.least_within({1, 3}) == 40);
  CHECK(known.contradictions() == 0);
}

TEST_CASE("equal bounds from different answers are an answer") {
  KnownCosts known;
  known.learn({}, {100, {}, false});
  known.learn({1, 2}, {50, {2}, false});
  known.learn({2, 5}, {50, {2}, false});
  CHECK(known.find({2})->cost == 50);
}

TEST_CASE("answers at odds with each other are counted and infer nothing") {
  KnownCosts known;
  known.learn({}, {100, {}, false});
  known.learn({1}, {50, {1}, false});
  known.learn({1, 2}, {60, {1, 2}, false});  // dearer with more indexes
  CHECK(known.contradictions() == 1);
  CHECK(known.find({1})->cost == 50);
  known.learn({1, 2, 3}, {55, {1, 3}, false});
  CHECK_FALSE(known.find({1, 3}).has_value());
  CHECK(known.range({1, 3}).lower <= known.range({1, 3}).upper);
}

TEST_CASE("a set that was answered too much bounds its parts by the plan that it allows") {
  KnownCosts known;
  known.learn({}, {100, {}, false});
  known.learn({1, 2, 3}, {60, {2}, false});
  SECTION("as when the cheaper plan was known before") {
    known.learn({1, 3, 4}, {50, {3}, false});
    known.learn({1, 3, 4, 5}, {70, {5}, false});
    CHECK(known.range({4, 5}).lower == 50);
  }
  SECTION("and when it is learnt later") {
    CHECK(known.range({1, 2}).lower == 60);
    known.learn({3, 4}, {40, {3}, false});
    CHECK(known.range({1, 2}).lower == 40);
  }
}
