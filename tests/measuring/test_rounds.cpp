#include <algorithm>
#include <set>

#include "measuring/rounds.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using Order = std::vector<int>;

namespace {

std::vector<Order> orders_of(std::uint64_t seed) {
  std::vector<Order> orders;
  measuring::Rounds(seed).run(5, Order{1, 2, 3, 4, 5, 6, 7, 8},
                              [&](const Order& order) { orders.push_back(order); });
  return orders;
}

}  // namespace

TEST_CASE("a round has everything once, in an order of its own") {
  const auto orders = orders_of(42);
  REQUIRE(orders.size() == 5);
  for (Order order : orders) {
    std::ranges::sort(order);
    CHECK(order == Order{1, 2, 3, 4, 5, 6, 7, 8});
  }
  CHECK(std::set(orders.begin(), orders.end()).size() == 5);
}

TEST_CASE("the seed decides the orders") {
  CHECK(orders_of(42) == orders_of(42));
  CHECK(orders_of(42) != orders_of(43));
}

TEST_CASE("what looks slower is measured until it does no longer, three times at most") {
  const auto measured = [](int slow_for) {
    int times = 0;
    measuring::measure_suspects_again([&] { return times < slow_for ? Order{7} : Order{}; },
                                      [&](const Order& suspects) {
                                        CHECK(suspects == Order{7});
                                        ++times;
                                      });
    return times;
  };
  CHECK(measured(0) == 0);
  CHECK(measured(2) == 2);
  CHECK(measured(9) == 3);
}
