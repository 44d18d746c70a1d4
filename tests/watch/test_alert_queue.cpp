#include "support/catch.hpp"
#include "watch/alert_queue.hpp"

using namespace selfopt;
using namespace std::chrono_literals;
using loop::AlertQueue;

namespace {

AlertEvent event(const std::string& message) {
  AlertEvent made;
  made.kind = "failed";
  made.message = message;
  return made;
}

const AlertQueue::Clock::time_point k_now = AlertQueue::Clock::now();

}  // namespace

TEST_CASE("the first alert goes at once, the next after its time, with all that has gathered") {
  AlertQueue queue;
  CHECK(queue.empty());
  queue.add(event("a"));
  CHECK(queue.due(10min) <= k_now);
  CHECK(queue.take(k_now).events.size() == 1);
  CHECK(queue.empty());
  queue.add(event("b"));
  queue.add(event("c"));
  CHECK(queue.due(10min) == k_now + 10min);
  CHECK(queue.due(1s) == k_now + 1s);
  CHECK(queue.take(k_now + 10min).events.size() == 2);
}

TEST_CASE("what happens again is said once") {
  AlertQueue queue;
  queue.add(event("a"));
  queue.add(event("b"));
  queue.add(event("a"));
  const Alert alert = queue.take(k_now);
  REQUIRE(alert.events.size() == 2);
  CHECK(alert.events[0].times == 2);
  CHECK(alert.events[1].times == 1);
}

TEST_CASE("what nobody took goes with the next alert, before what came later") {
  AlertQueue queue;
  queue.add(event("a"));
  Alert alert = queue.take(k_now);
  queue.add(event("b"));
  queue.add(event("a"));
  queue.put_back(std::move(alert));
  const Alert next = queue.take(k_now);
  REQUIRE(next.events.size() == 2);
  CHECK(next.events[0].message == "a");
  CHECK(next.events[0].times == 2);
}

TEST_CASE("a flood of events is counted, not kept") {
  AlertQueue queue;
  for (int i = 0; i < 250; ++i)
    queue.add(event(std::to_string(i)));
  Alert alert = queue.take(k_now);
  CHECK(alert.events.size() == 100);
  CHECK(alert.left_out == 150);
  queue.add(event("x"));
  queue.put_back(std::move(alert));
  CHECK(queue.take(k_now).left_out == 151);
}
