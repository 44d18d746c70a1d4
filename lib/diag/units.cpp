#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/units.hpp>

namespace selfopt {
namespace {

struct Unit {
  std::string_view name;
  double factor;
};

constexpr std::array<Unit, 13> k_sizes{{{"", 1},
                                        {"B", 1},
                                        {"kB", 1e3},
                                        {"KB", 1e3},
                                        {"MB", 1e6},
                                        {"GB", 1e9},
                                        {"TB", 1e12},
                                        {"KiB", 1024.0},
                                        {"MiB", 1024.0 * 1024},
                                        {"GiB", 1024.0 * 1024 * 1024},
                                        {"TiB", 1024.0 * 1024 * 1024 * 1024},
                                        {"M", 1e6},
                                        {"G", 1e9}}};
constexpr std::array<Unit, 6> k_times{
    {{"", 1e3}, {"ms", 1}, {"s", 1e3}, {"min", 60e3}, {"h", 3600e3}, {"d", 24 * 3600e3}}};

template <std::size_t N>
double parse_with_unit(std::string_view text, const std::array<Unit, N>& units,
                       std::string_view what, std::string_view example) {
  const auto fail = [&] {
    return Error(ErrorKind::usage, fmt::format("\"{}\" is not a {}", text, what), {},
                 fmt::format("Write a number and a unit, for example {}.", example));
  };
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc() || !std::isfinite(number) || number < 0) throw fail();
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  while (!unit.empty() && unit.front() == ' ')
    unit.remove_prefix(1);
  for (const Unit& known : units)
    if (known.name == unit) return number * known.factor;
  throw fail();
}

}  // namespace

std::int64_t parse_bytes(std::string_view text) {
  const double bytes = parse_with_unit(text, k_sizes, "size", "64MB or 1.5GiB");
  if (bytes >= 9.2e18) throw Error(ErrorKind::usage, fmt::format("size \"{}\" is too large", text));
  return static_cast<std::int64_t>(std::llround(bytes));
}

double parse_duration_ms(std::string_view text) {
  return parse_with_unit(text, k_times, "time", "30s, 500ms or 1.5h");
}

std::string format_bytes(std::int64_t bytes) {
  const double value = static_cast<double>(bytes);
  const double size = std::fabs(value);
  if (size < 1e3) return fmt::format("{} B", bytes);
  if (size < 1e6) return fmt::format("{:.1f} kB", value / 1e3);
  if (size < 1e9) return fmt::format("{:.1f} MB", value / 1e6);
  if (size < 1e12) return fmt::format("{:.2f} GB", value / 1e9);
  return fmt::format("{:.2f} TB", value / 1e12);
}

std::string format_count(std::int64_t count) {
  std::string digits = fmt::format("{}", count);
  const std::size_t first = count < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  if (count == 1) return fmt::format("1 {}", one);
  return many.empty() ? fmt::format("{} {}s", format_count(count), one)
                      : fmt::format("{} {}", format_count(count), many);
}

std::string format_duration_ms(double ms) {
  if (ms < 1) return fmt::format("{:.3f} ms", ms);
  if (ms < 10) return fmt::format("{:.2f} ms", ms);
  if (ms < 1000) return fmt::format("{:.1f} ms", ms);
  if (ms < 60e3) return fmt::format("{:.2f} s", ms / 1e3);
  constexpr double k_longest_ms = 1e18;  // longer is no measurement; it must not overflow
  if (!(ms < k_longest_ms)) return fmt::format("{:.3g} h", ms / 3600e3);
  const auto seconds = static_cast<std::int64_t>(ms / 1e3 + 0.5);
  if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

}  // namespace selfopt
