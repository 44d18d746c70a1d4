#include <chrono>

#include "env/random.hpp"
#include "recommend/choice_state.hpp"
#include "recommend/master.hpp"
#include "recommend/master_search.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using advisor::Access;
using advisor::Master;
using whatif::IndexSet;

namespace {

constexpr int k_indexes = 7;

Master random_master(env::Random& random) {
  Master master;
  for (int i = 0; i < k_indexes; ++i) {
    master.size_bytes.push_back(1'000'000 * static_cast<std::int64_t>(1 + random.below(9)));
    master.upkeep.each.push_back(static_cast<double>(random.below(5)));
  }
  for (int statement = 0; statement < 5; ++statement) {
    auto& ways = master.statements.emplace_back();
    ways.push_back({100, {}, {}, -1});
    for (int way = 0; way < 6; ++way) {
      std::vector<int> required;
      for (std::uint64_t n = 1 + random.below(3); n > 0; --n)
        required.push_back(static_cast<int>(random.below(k_indexes)));
      ways.push_back({static_cast<double>(10 + random.below(90)), IndexSet(required), {}, -1});
    }
  }
  for (int group = 0; group < 2; ++group) {
    std::vector<int> payers;
    for (int i = 0; i < k_indexes; ++i)
      if (random.below(2) == 0) payers.push_back(i);
    master.upkeep.shared.push_back({static_cast<double>(random.below(40)), IndexSet(payers)});
  }
  master.uncounted = IndexSet{0};
  master.budget_bytes = 1'000'000 * static_cast<std::int64_t>(5 + random.below(20));
  if (random.below(2) == 0) master.max_indexes = 2;
  return master;
}

bool fits(const Master& master, const IndexSet& set) {
  std::int64_t bytes = 0;
  for (const int index : set)
    bytes += master.size_bytes[static_cast<std::size_t>(index)];
  return bytes <= *master.budget_bytes &&
         (!master.max_indexes ||
          static_cast<std::int64_t>(set.difference(master.uncounted).size()) <=
              *master.max_indexes);
}

double cost_of(const Master& master, const IndexSet& set) {
  double total = 0;
  for (const int index : set)
    total += master.upkeep.each[static_cast<std::size_t>(index)];
  for (const advisor::SharedUpkeep& shared : master.upkeep.shared)
    if (!set.intersection(shared.indexes).empty()) total += shared.cost;
  for (const auto& ways : master.statements) {
    double least = 1e300;
    for (const Access& way : ways)
      if (set.contains_all(way.required)) least = std::min(least, way.cost);
    total += least;
  }
  return total;
}

IndexSet set_of_bits(unsigned bits) {
  std::vector<int> members;
  for (int i = 0; i < k_indexes; ++i)
    if ((bits >> i & 1U) != 0) members.push_back(i);
  return IndexSet(members);
}

double best_by_trying_all(const Master& master) {
  double best = 1e300;
  for (unsigned bits = 0; bits < 1U << k_indexes; ++bits)
    if (const IndexSet set = set_of_bits(bits); fits(master, set))
      best = std::min(best, cost_of(master, set));
  return best;
}

}  // namespace

TEST_CASE("the integer program finds what trying all sets finds") {
  env::Random random(11);
  for (int round = 0; round < 40; ++round) {
    const Master master = random_master(random);
    Master pruned = master;
    prune(pruned);
    const auto answer = solve(pruned, {10'000, 0, std::nullopt});
    const double best = best_by_trying_all(master);
    REQUIRE(answer.chosen.has_value());
    CHECK(fits(master, *answer.chosen));
    CHECK(cost_of(master, *answer.chosen) == Approx(best));
    CHECK(answer.cost == Approx(best));
    CHECK(answer.lower_bound == Approx(best));
    CHECK(advisor::solve_relaxed(pruned).lower_bound <= best * (1 + 1e-9));
  }
}

TEST_CASE("with a cutoff only cheaper sets are answers") {
  env::Random random(12);
  const Master master = random_master(random);
  const double best = best_by_trying_all(master);
  CHECK(solve(master, {10'000, 0, best * 1.01}).chosen.has_value());
  const auto none = solve(master, {10'000, 0, best * 0.99});
  CHECK_FALSE(none.chosen.has_value());
  CHECK(none.lower_bound == Approx(best * 0.99));
}

TEST_CASE("the search without a solver keeps to the limits and is nearly as good") {
  env::Random random(13);
  double searched = 0;
  double optimal = 0;
  for (int round = 0; round < 40; ++round) {
    Master master = random_master(random);
    const Master whole = master;
    prune(master);
    const IndexSet found = advisor::search_master(
        master, {}, std::chrono::steady_clock::now() + std::chrono::hours(1));
    CHECK(fits(whole, found));
    CHECK(cost_of(whole, found) <= cost_of(whole, {}));
    searched += cost_of(whole, found);
    optimal += best_by_trying_all(whole);
  }
  CHECK(searched <= optimal * 1.02);
}

TEST_CASE("what a bundle gains and an index loses is what the total changes by") {
  env::Random random(14);
  for (int round = 0; round < 40; ++round) {
    Master master = random_master(random);
    prune(master);
    const advisor::ChoiceSpace space(master);
    advisor::ChoiceState state(space, {});
    for (int step = 0; step < 20; ++step) {
      for (std::size_t bundle = 0; bundle < space.bundles.size(); ++bundle) {
        advisor::ChoiceState with = state;
        with.add(bundle);
        CHECK(with.total() == Approx(cost_of(master, with.set())));
        const double gain = state.gain(bundle);
        if (gain > 0) CHECK(gain == Approx(state.total() - with.total()));
        if (gain <= 0) CHECK(with.total() >= state.total() - 1e-9);
      }
      for (const int index : state.set()) {
        advisor::ChoiceState without = state;
        without.remove(index);
        CHECK(without.total() == Approx(cost_of(master, without.set())));
        CHECK(state.loss(index) == Approx(without.total() - state.total()));
      }
      const IndexSet set = state.set();
      if (random.below(3) == 0 && !set.empty())
        state.remove(*(set.begin() + static_cast<std::ptrdiff_t>(random.below(set.size()))));
      else
        state.add(random.below(space.bundles.size()));
    }
  }
}

TEST_CASE("a bound holds only for sets without what it forbids") {
  Master master;
  master.size_bytes = {1'000'000, 1'000'000};
  master.budget_bytes = 2'000'000;
  master.statements = {{{100, {}, {}, -1}, {40, {0}, {}, -1}, {10, {}, {0}, 7}},
                       {{100, {}, {}, -1}, {20, {0}, {}, -1}}};
  // The first statement alone would keep index 0 away to believe its bound; both together want it.
  const auto answer = solve(master, {10'000, 0, std::nullopt});
  REQUIRE(answer.chosen.has_value());
  CHECK(*answer.chosen == IndexSet{0});
  CHECK(answer.cost == Approx(60));
}
