#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>

#include <selfopt/moment.hpp>

namespace selfopt {
namespace {

// Takes a number of so many digits off the front of the text, and one of the marks before it.
bool take_number(std::string_view& text, std::string_view marks, std::size_t digits, int& number) {
  if (!marks.empty()) {
    if (text.empty() || marks.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
  }
  if (text.size() < digits) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc() || end != text.data() + digits || text.front() == '-') return false;
  text.remove_prefix(digits);
  return true;
}

// .25
double take_fraction(std::string_view& text) {
  double fraction = 0;
  if (!text.starts_with('.')) return 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), fraction);
  if (error != std::errc()) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return fraction;
}

int days_of(int year, int month) {
  const std::chrono::year_month_day_last last = std::chrono::year(year) /
                                                std::chrono::month(static_cast<unsigned>(month)) /
                                                std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

// Z, +01, +0100, +01:00
std::optional<int> take_offset_s(std::string_view& text) {
  if (text == "Z") {
    text = {};
    return 0;
  }
  const int sign = text.starts_with('-') ? -1 : 1;
  int hours = 0;
  int minutes = 0;
  if (!take_number(text, "+-", 2, hours)) return std::nullopt;
  if (!text.empty() && !take_number(text, text.front() == ':' ? ":" : "", 2, minutes))
    return std::nullopt;
  return sign * (hours * 3600 + minutes * 60);
}

using BreakDown = std::tm* (*)(const std::time_t*, std::tm*);

// \param into the days and hours of which zone: gmtime_r, localtime_r
std::tm broken_down(double seconds, BreakDown into) {
  const auto whole = static_cast<std::time_t>(std::floor(seconds));
  std::tm time{};
  into(&whole, &time);
  return time;
}

}  // namespace

std::optional<double> read_moment(std::string_view text) {
  std::tm time{};
  if (!take_number(text, "", 4, time.tm_year) || !take_number(text, "-", 2, time.tm_mon) ||
      !take_number(text, "-", 2, time.tm_mday))
    return std::nullopt;
  if (time.tm_mon < 1 || time.tm_mon > 12 || time.tm_mday < 1 ||
      time.tm_mday > days_of(time.tm_year, time.tm_mon))
    return std::nullopt;
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  double fraction = 0;
  if (!text.empty()) {
    if (!take_number(text, " T", 2, time.tm_hour) || !take_number(text, ":", 2, time.tm_min))
      return std::nullopt;
    if (text.starts_with(':') && !take_number(text, ":", 2, time.tm_sec)) return std::nullopt;
    fraction = take_fraction(text);
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  if (time.tm_hour > 24 || time.tm_min > 59 || time.tm_sec > 60) return std::nullopt;
  if (text.empty()) {
    time.tm_isdst = -1;
    return static_cast<double>(std::mktime(&time)) + fraction;
  }
  const auto offset_s = take_offset_s(text);
  if (!offset_s || !text.empty()) return std::nullopt;
  return static_cast<double>(timegm(&time)) + fraction - *offset_s;
}

std::string iso_moment(double seconds) {
  const std::tm time = broken_down(seconds, gmtime_r);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &time);
  return text.data();
}

std::string shown_moment(std::string_view iso) {
  const std::optional<double> seconds = read_moment(iso);
  if (!seconds) return std::string(iso);
  const std::tm time = broken_down(*seconds, localtime_r);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &time);
  return text.data();
}

std::string zone_of(std::string_view iso) {
  const std::optional<double> seconds = read_moment(iso);
  return seconds ? broken_down(*seconds, localtime_r).tm_zone : "";
}

}  // namespace selfopt
