#include <atomic>
#include <thread>

#include "http/threads.hpp"
#include "support/catch.hpp"

using namespace selfopt::http;

TEST_CASE("there are as many threads for clients as clients, up to a limit", "[http]") {
  std::atomic<int> running{0};
  std::atomic<bool> go_on{false};
  const auto wait = [&] {
    ++running;
    while (!go_on)
      std::this_thread::yield();
    --running;
  };
  {
    ClientThreads threads(3);
    for (int i = 0; i < 3; ++i)
      REQUIRE(threads.run(wait));
    CHECK_FALSE(threads.run(wait));
    while (running < 3)
      std::this_thread::yield();
    go_on = true;
    // A thread that has become free is used again.
    while (!threads.run([] {}))
      std::this_thread::yield();
    threads.join();
  }
  CHECK(running == 0);
}

TEST_CASE("workers do what is asked of them at the same time", "[http]") {
  Workers workers(2);
  std::atomic<int> sum{0};
  std::vector<std::thread> clients;
  for (int client = 0; client < 8; ++client)
    clients.emplace_back([&] {
      for (int i = 0; i < 50; ++i)
        workers.run_and_wait([&sum] { ++sum; });
    });
  for (std::thread& client : clients)
    client.join();
  CHECK(sum == 400);
}
