#include "page/shown_moment.hpp"

#include <array>
#include <cmath>
#include <ctime>
#include <optional>

#include "exchange/markup.hpp"
#include "timeline/moment.hpp"

namespace selfopt::page {
namespace {

std::tm local(double seconds) {
  const auto whole = static_cast<std::time_t>(std::floor(seconds));
  std::tm time{};
  localtime_r(&whole, &time);
  return time;
}

}  // namespace

std::string shown_moment(std::string_view iso) {
  const std::optional<double> seconds = read_moment(iso);
  if (!seconds) return exchange::escape_markup(iso);
  const std::tm time = local(*seconds);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &time);
  return text.data();
}

std::string zone_of(std::string_view iso) {
  const std::optional<double> seconds = read_moment(iso);
  if (!seconds) return {};
  const std::tm time = local(*seconds);
  return exchange::escape_markup(time.tm_zone);
}

}  // namespace selfopt::page
