#include "apply/window.hpp"

#include <cstdio>
#include <ctime>

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::change {
namespace {

constexpr int k_minutes_of_hour = 60;
constexpr int k_minutes_of_day = 24 * k_minutes_of_hour;

}  // namespace

Window::Window(const std::string& text) {
  if (text.empty()) return;
  int from_hour = 0;
  int from_minute = 0;
  int to_hour = 0;
  int to_minute = 0;
  int used = 0;
  const bool read = std::sscanf(text.c_str(), "%2d:%2d-%2d:%2d%n", &from_hour, &from_minute,
                                &to_hour, &to_minute, &used) == 4;
  const auto is_time = [](int hour, int minute) {
    return hour >= 0 && minute >= 0 && minute < k_minutes_of_hour &&
           hour * k_minutes_of_hour + minute <= k_minutes_of_day;
  };
  if (!read || static_cast<std::size_t>(used) != text.size() || !is_time(from_hour, from_minute) ||
      !is_time(to_hour, to_minute))
    throw Error(ErrorKind::usage, fmt::format("\"{}\" is no window of time", text), {},
                "Write it like 01:00-05:00, in this machine's time zone.");
  m_from = (from_hour * k_minutes_of_hour + from_minute) % k_minutes_of_day;
  m_to = (to_hour * k_minutes_of_hour + to_minute) % k_minutes_of_day;
}

std::optional<std::chrono::minutes> Window::open_for(int minute) const {
  if (!m_from || *m_from == m_to) return std::nullopt;
  const int length = (m_to - *m_from + k_minutes_of_day) % k_minutes_of_day;
  const int gone = (minute - *m_from + k_minutes_of_day) % k_minutes_of_day;
  return std::chrono::minutes(gone < length ? length - gone : 0);
}

int minute_of_day() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return local.tm_hour * k_minutes_of_hour + local.tm_min;
}

}  // namespace selfopt::change
