#include "check/figures.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "measuring/statistics.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_least_loss_ms = 1;  // as compare_replays, below which nobody notices

std::string whole(double number) {
  return format_count(static_cast<std::int64_t>(number + 0.5));
}

std::string setting(const Observation& seen, std::string_view name) {
  const auto found = seen.settings.find(std::string(name));
  return found == seen.settings.end() ? "" : found->second;
}

}  // namespace

std::optional<CheckMode> judged_by(const Sight& sight) {
  if (sight.before == nullptr || !sight.planned) return std::nullopt;
  if (sight.mode == CheckMode::time) return CheckMode::time;
  if (sight.mode == CheckMode::buffers && sight.before->blocks && sight.after.blocks)
    return CheckMode::buffers;
  if (sight.mode == CheckMode::predict && expected_time(*sight.before) &&
      sight.after.prediction.predicted_ms)
    return CheckMode::predict;
  return CheckMode::plan;
}

double growth(const Observation& before, const Observation& after) {
  double most = 1;
  for (const auto& [name, now] : after.tables) {
    const auto then = before.tables.find(name);
    if (then == before.tables.end()) continue;
    if (then->second.rows > 0) most = std::max(most, now.rows / then->second.rows);
    if (then->second.blocks > 0)
      most = std::max(most,
                      static_cast<double>(now.blocks) / static_cast<double>(then->second.blocks));
  }
  return most;
}

bool same_cost_units(const Observation& before, const Observation& after) {
  constexpr std::array<std::string_view, 6> k_units{"seq_page_cost",     "random_page_cost",
                                                    "cpu_tuple_cost",    "cpu_index_tuple_cost",
                                                    "cpu_operator_cost", "effective_cache_size"};
  return std::ranges::all_of(k_units, [&](std::string_view name) {
    return setting(before, name) == setting(after, name);
  });
}

std::optional<ExpectedTime> expected_time(const Observation& seen) {
  if (const auto& ms = seen.prediction.predicted_ms)
    return ExpectedTime{*ms, seen.prediction.low_ms.value_or(*ms),
                        seen.prediction.high_ms.value_or(*ms)};
  if (seen.times_ms.empty()) return std::nullopt;
  const double ms = median(seen.times_ms);
  return ExpectedTime{ms, ms, ms};
}

bool is_foretold_slower(const Observation& before, const Observation& after, double tolerance) {
  const auto then = expected_time(before);
  const auto now = expected_time(after);
  if (!then || !now) return false;
  return now->ms > then->ms * (1 + tolerance) && now->ms - then->ms > k_least_loss_ms &&
         then->ms < now->low_ms && now->ms > then->high_ms;
}

bool is_slower(const Observation& before, const Observation& after, double tolerance,
               std::uint64_t seed) {
  if (before.times_ms.empty() || after.times_ms.empty()) return false;
  const double then = median(before.times_ms);
  const double now = median(after.times_ms);
  if (now <= then * (1 + tolerance) || now - then <= k_least_loss_ms) return false;
  const auto interval = ratio_interval(before.times_ms, after.times_ms, seed);
  return interval && interval->high < 1;
}

std::string from_to(double before, double after, std::string_view unit) {
  std::string text = fmt::format("{} to {} {}", whole(before), whole(after), unit);
  if (before > 0) text += fmt::format(" ({:.{}f}x)", after / before, after / before < 10 ? 1 : 0);
  return text;
}

}  // namespace selfopt::checking
