#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/catch.hpp"
#include "workload/in_order.hpp"

using selfopt::InOrder;

namespace {

constexpr int k_tasks = 500;

std::vector<int> squares_of_tasks(int threads) {
  std::vector<int> results;
  InOrder<int, int> in_order(
      threads, [](int&& task) { return task * task; },
      [&](int&& result) { results.push_back(result); });
  for (int i = 0; i < k_tasks; ++i)
    in_order.give(i);
  in_order.finish();
  return results;
}

}  // namespace

TEST_CASE("results come in the order of the tasks, whatever the number of threads") {
  std::vector<int> expected;
  for (int i = 0; i < k_tasks; ++i)
    expected.push_back(i * i);
  for (const int threads : {1, 2, 3, 8})
    CHECK(squares_of_tasks(threads) == expected);
}

TEST_CASE("no more tasks are under way than the threads need") {
  std::atomic<int> under_way = 0;
  int most = 0;
  InOrder<int, int> in_order(
      2, [](int&& task) { return task; }, [&](int&&) { --under_way; });
  for (int i = 0; i < k_tasks; ++i) {
    ++under_way;
    in_order.give(i);
    most = std::max(most, under_way.load());
  }
  in_order.finish();
  CHECK(most <= 8);
  CHECK(under_way == 0);
}

TEST_CASE("one thread works at once, on the caller's thread") {
  std::vector<std::thread::id> workers;
  InOrder<int, int> in_order(
      1,
      [&](int&& task) {
        workers.push_back(std::this_thread::get_id());
        return task;
      },
      [](int&&) {});
  in_order.give(1);
  CHECK(workers == std::vector{std::this_thread::get_id()});
}

TEST_CASE("a failure arrives in its place, after the results before it") {
  for (const int threads : {1, 4}) {
    std::vector<int> results;
    InOrder<int, int> in_order(
        threads,
        [](int&& task) {
          if (task == 5) throw std::runtime_error("five");
          return task;
        },
        [&](int&& result) { results.push_back(result); });
    const auto run = [&] {
      for (int i = 0; i < k_tasks; ++i)
        in_order.give(i);
      in_order.finish();
    };
    CHECK_THROWS_AS(run(), std::runtime_error);
    CHECK(results == std::vector{0, 1, 2, 3, 4});
  }
}

TEST_CASE("a failing delivery ends it, and nothing hangs") {
  InOrder<int, int> in_order(
      4, [](int&& task) { return task; }, [](int&&) { throw std::runtime_error("full"); });
  const auto run = [&] {
    in_order.give(1);
    in_order.give(2);
    in_order.finish();
  };
  CHECK_THROWS_AS(run(), std::runtime_error);
}
