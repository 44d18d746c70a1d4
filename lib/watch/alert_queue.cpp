#include "watch/alert_queue.hpp"

#include <algorithm>
#include <utility>

namespace selfopt::loop {
namespace {

constexpr std::size_t k_most_events = 100;

}  // namespace

void AlertQueue::add(AlertEvent event) {
  auto& events = m_waiting.events;
  const auto same = std::ranges::find_if(events, [&](const AlertEvent& one) {
    return one.kind == event.kind && one.message == event.message;
  });
  if (same != events.end()) {
    event.times += same->times;
    *same = std::move(event);
  } else if (events.size() < k_most_events) {
    events.push_back(std::move(event));
  } else {
    ++m_waiting.left_out;
  }
}

AlertQueue::Clock::time_point AlertQueue::due(std::chrono::milliseconds every) const {
  return m_last ? *m_last + every : Clock::time_point::min();
}

Alert AlertQueue::take(Clock::time_point now) {
  m_last = now;
  return std::exchange(m_waiting, {});
}

void AlertQueue::put_back(Alert alert) {
  Alert newer = std::exchange(m_waiting, std::move(alert));
  m_waiting.left_out += newer.left_out;
  for (AlertEvent& event : newer.events)
    add(std::move(event));
}

}  // namespace selfopt::loop
