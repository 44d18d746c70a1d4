#include <array>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

#include <selfopt/moment.hpp>
#include <selfopt/units.hpp>

#include "exchange/markup.hpp"
#include "page/pieces.hpp"
#include "page/standing.hpp"
#include "serve/improvement.hpp"
#include "serve/sections.hpp"

namespace selfopt::serving {
namespace {

constexpr double k_hour_s = 3600;
constexpr double k_day_s = 24 * k_hour_s;

// What is worse than this is shown in another colour.
constexpr double k_old_transaction_s = 15 * 60;
constexpr double k_few_free_connections = 0.9;
constexpr double k_near_wraparound = 0.5;

std::string ago(const std::string& iso) {
  const auto moment = read_moment(iso);
  if (!moment) return "never";
  const double age_s = std::max(0.0, static_cast<double>(std::time(nullptr)) - *moment);
  if (age_s < 90) return "just now";
  if (age_s < 90 * 60) return fmt::format("{:.0f} min ago", age_s / 60);
  if (age_s < 36 * k_hour_s) return fmt::format("{:.0f} h ago", age_s / k_hour_s);
  return fmt::format("{:.0f} days ago", age_s / k_day_s);
}

page::Tile watch_tile(const Overview& overview) {
  const WatchStatus& watch = overview.watch;
  if (!overview.status.running)
    return {"selfopt watch", "not running",
            overview.status.document.empty() ? "never ran here"
                                             : "last cycle " + ago(watch.last_cycle)};
  const bool fails = watch.failures > 0;
  return {"selfopt watch", fails ? "failing" : watch.status,
          fails           ? counted(watch.failures, "cycle") + " in a row"
          : watch.applies ? "makes changes"
                          : "only advises",
          fails};
}

page::Tile improvement_tile(const Overview& overview) {
  const Improvement found = improvement(overview.standing.actions);
  if (found.before <= 0) return {"saved by changes", "–", "none was verified"};
  return {"saved by changes", fmt::format("{:.1f} %", found.share() * 100), "of their statements"};
}

}  // namespace

std::string window_name(double window_s) {
  if (std::abs(window_s - k_hour_s) < 1) return "hour";
  if (window_s < 2 * k_hour_s) return fmt::format("{:.0f} minutes", window_s / 60);
  if (window_s < 2 * k_day_s) return fmt::format("{:.0f} hours", window_s / k_hour_s);
  return fmt::format("{:.0f} days", window_s / k_day_s);
}

std::string window_links(const std::string& path, double window_s) {
  struct Window {
    const char* name;
    double seconds;
  };
  constexpr std::array<Window, 4> k_windows{
      {{"1h", k_hour_s}, {"24h", k_day_s}, {"7d", 7 * k_day_s}, {"30d", 30 * k_day_s}}};
  std::string html = "<nav aria-label=\"period\">\n";
  for (const Window& window : k_windows)
    html += fmt::format("<a href=\"{}?since={}\"{}>{}</a>\n", path, window.name,
                        std::abs(window.seconds - window_s) < 1 ? " aria-current=\"page\"" : "",
                        window_name(window.seconds));
  return html + "</nav>\n";
}

std::string health_section(const Overview& overview) {
  const pg::ServerHealth& health = overview.health;
  std::vector<page::Tile> tiles = page::performance_tiles(overview.summary);
  const double used = static_cast<double>(health.connections) /
                      static_cast<double>(std::max<std::int64_t>(1, health.most_connections));
  tiles.push_back(improvement_tile(overview));
  tiles.push_back(watch_tile(overview));
  tiles.push_back({"last measurement", ago(health.last_snapshot)});
  tiles.push_back({"database", format_bytes(health.database_bytes)});
  if (health.cache_hit_share)
    tiles.push_back({"found in cache", fmt::format("{:.1f} %", *health.cache_hit_share * 100),
                     "of all blocks read"});
  tiles.push_back({"connections", fmt::format("{}", health.connections),
                   fmt::format("of {}", health.most_connections), used > k_few_free_connections});
  const double oldest_s = health.longest_transaction_s;
  tiles.push_back({"oldest transaction",
                   oldest_s > 0 ? format_duration_ms(oldest_s * 1000) : "none",
                   oldest_s > 0 ? "open" : "is open", oldest_s > k_old_transaction_s});
  if (health.invalid_indexes > 0)
    tiles.push_back(
        {"invalid indexes", format_count(health.invalid_indexes), "cannot be used", true});
  if (health.tables_without_statistics > 0)
    tiles.push_back({"tables never analysed", format_count(health.tables_without_statistics),
                     "plans for them are guesses", true});
  if (health.wraparound_share > k_near_wraparound)
    tiles.push_back({"transaction numbers", fmt::format("{:.0f} %", health.wraparound_share * 100),
                     "used up; VACUUM frees them", true});
  return page::tiles(tiles);
}

std::string time_section(const Overview& overview) {
  std::string html = "<h2>Time of all statements</h2>\n";
  if (overview.timeline.empty())
    return html + page::empty_state(
                      "Nothing was measured in this period. <code>selfopt watch</code> measures "
                      "every five minutes, <code>selfopt collect</code> once.");
  return html +
         page::timeline_svg(overview.timeline, page::action_marks(overview.standing.actions));
}

}  // namespace selfopt::serving
