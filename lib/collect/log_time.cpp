#include "collect/log_time.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <utility>

#include <fmt/format.h>

namespace selfopt::collect_log {
namespace {

constexpr std::size_t k_date_bytes = 10;
constexpr std::size_t k_date_and_time_bytes = 19;
constexpr int k_hour_s = 3600;
constexpr int k_minute_s = 60;

// PostgreSQL's default meaning of the abbreviations that are common in logs.
constexpr std::array<std::pair<std::string_view, int>, 23> k_zones{
    {{"UTC", 0},  {"GMT", 0},  {"Z", 0},    {"WET", 0},   {"WEST", 1},  {"BST", 1},
     {"CET", 1},  {"CEST", 2}, {"MET", 1},  {"MEST", 2},  {"EET", 2},   {"EEST", 3},
     {"MSK", 3},  {"JST", 9},  {"KST", 9},  {"AEST", 10}, {"AEDT", 11}, {"EST", -5},
     {"EDT", -4}, {"PST", -8}, {"PDT", -7}, {"NZST", 12}, {"NZDT", 13}}};

struct LogTime {
  std::tm fields{};
  double fraction = 0;
  std::string_view zone;
};

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<LogTime> read(std::string_view text) {
  if (!begins_with_time(text)) return std::nullopt;
  LogTime time;
  time.fields.tm_year = number(text.substr(0, 4)) - 1900;
  time.fields.tm_mon = number(text.substr(5, 2)) - 1;
  time.fields.tm_mday = number(text.substr(8, 2));
  time.fields.tm_hour = number(text.substr(11, 2));
  time.fields.tm_min = number(text.substr(14, 2));
  time.fields.tm_sec = number(text.substr(17, 2));
  const std::size_t end = text.find_first_not_of(".0123456789", k_date_and_time_bytes);
  const std::string_view fraction = text.substr(k_date_and_time_bytes, end - k_date_and_time_bytes);
  std::from_chars(fraction.data(), fraction.data() + fraction.size(), time.fraction);
  if (end != std::string_view::npos) time.zone = text.substr(end);
  if (time.zone.starts_with(' ')) time.zone.remove_prefix(1);
  return time;
}

// +03, +0530, +05:30
std::optional<int> offset_s(std::string_view zone) {
  if (zone.size() < 3 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const int sign = zone[0] == '-' ? -1 : 1;
  const std::string_view minutes = zone.size() < 5 ? "0" : zone.substr(zone[3] == ':' ? 4 : 3, 2);
  return sign * (number(zone.substr(1, 2)) * k_hour_s + number(minutes) * k_minute_s);
}

// By this machine's own rules, if it calls its time so.
std::optional<int> local_offset_s(const LogTime& time) {
  for (const int summer : {0, 1}) {
    std::tm local = time.fields;
    local.tm_isdst = summer;
    if (std::mktime(&local) != -1 && local.tm_isdst == summer && time.zone == local.tm_zone)
      return static_cast<int>(local.tm_gmtoff);
  }
  return std::nullopt;
}

std::optional<int> zone_offset_s(const LogTime& time) {
  if (const auto offset = offset_s(time.zone)) return offset;
  if (const auto offset = local_offset_s(time)) return offset;
  for (const auto& [name, hours] : k_zones)
    if (time.zone == name) return hours * k_hour_s;
  return std::nullopt;
}

}  // namespace

bool begins_with_time(std::string_view text) {
  constexpr std::string_view k_pattern = "dddd-dd-dd dd:dd:dd";
  if (text.size() < k_pattern.size()) return false;
  for (std::size_t i = 0; i < k_pattern.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (k_pattern[i] == 'd' ? !digit : text[i] != k_pattern[i]) return false;
  }
  return true;
}

std::optional<double> seconds_of(std::string_view log_time) {
  const auto time = read(log_time);
  const auto offset = time ? zone_offset_s(*time) : std::nullopt;
  if (!offset) return std::nullopt;
  std::tm fields = time->fields;
  return static_cast<double>(timegm(&fields)) + time->fraction - *offset;
}

std::string iso_time(std::string_view log_time) {
  const auto time = read(log_time);
  const auto offset = time ? zone_offset_s(*time) : std::nullopt;
  if (!offset) return {};
  std::string iso(
      log_time.substr(0, static_cast<std::size_t>(time->zone.data() - log_time.data())));
  while (iso.ends_with(' '))
    iso.pop_back();
  iso[k_date_bytes] = 'T';
  if (*offset == 0) return iso + "Z";
  const int minutes = std::abs(*offset) / k_minute_s;
  return iso + fmt::format("{}{:02}:{:02}", *offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace selfopt::collect_log
