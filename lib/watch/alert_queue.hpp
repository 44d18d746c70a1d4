#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <selfopt/nouns/alert.hpp>

namespace selfopt::loop {

/// What is to be told, and when: the first at once, then at most one alert in a time, with all that
/// has gathered. The same thing said twice is said once, with how often. Without clock or threads.
class AlertQueue {
 public:
  using Clock = std::chrono::steady_clock;

  void add(AlertEvent event);
  /// \returns whether there is something to tell
  bool empty() const { return m_waiting.events.empty(); }
  /// \returns when the next alert may go
  Clock::time_point due(std::chrono::milliseconds every) const;
  /// \returns all that has gathered, which is taken out
  Alert take(Clock::time_point now);
  /// Puts back what nobody has taken; it goes with the next.
  void put_back(Alert alert);

 private:
  Alert m_waiting;
  std::optional<Clock::time_point> m_last;
};

}  // namespace selfopt::loop
