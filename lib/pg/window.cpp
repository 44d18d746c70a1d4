#include "pg/window.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr double k_hour_s = 3600;
constexpr double k_ever = std::numeric_limits<double>::infinity();

// What is over by an hour is summed up wherever somebody collects; what began before anything was
// measured need not be.
bool lacks_sums(const Window& window, double first_s, double last_s) {
  return std::ranges::any_of(window.all().rest, [&](const Cover::Rest& rest) {
    return std::min(rest.to_s, last_s) - std::max(rest.from_s, first_s) > 2 * k_hour_s;
  });
}

}  // namespace

const std::vector<SumLevel> k_sum_levels{{1, 60, 62}, {6, 360, 372}, {24, 1 << 30, 0}};

int step_hours(double length_s) {
  constexpr int k_most_raw_hours = 12;
  const double hours = length_s / k_hour_s;
  if (hours < k_most_raw_hours) return 0;
  return std::ranges::find_if(
             k_sum_levels,
             [&](const SumLevel& level) { return hours <= level.longest_window_hours; })
      ->hours;
}

Cover cover(const std::vector<SummedSpan>& known, double from_s, double to_s, int longest_hours) {
  std::map<std::int64_t, SummedSpan> longest;  // by its beginning
  for (const SummedSpan& span : known) {
    if (span.hours > longest_hours || static_cast<double>(span.begins_s) < from_s ||
        static_cast<double>(span.ends_s()) > to_s)
      continue;
    SummedSpan& best = longest[span.begins_s];
    if (span.hours > best.hours) best = span;
  }
  Cover found;
  double at_s = from_s;
  for (const auto& [begins_s, span] : longest) {
    const auto span_from_s = static_cast<double>(begins_s);
    if (span_from_s < at_s) continue;  // within the one before
    if (span_from_s > at_s) found.rest.push_back({at_s, span_from_s});
    found.spans.push_back(span);
    at_s = static_cast<double>(span.ends_s());
  }
  if (at_s < to_s) found.rest.push_back({at_s, to_s});
  return found;
}

Cover Window::all() const {
  return cover(known, from_s, k_ever, std::numeric_limits<int>::max());
}

Cover Window::steps() const {
  return steps(from_s);
}

Cover Window::steps(double since_s) const {
  return cover(known, since_s, k_ever, step_hours);
}

Cover Window::before() const {
  return cover(known, before_s, from_s, std::numeric_limits<int>::max());
}

std::vector<SummedSpan> known_spans(Session& session) {
  std::vector<SummedSpan> spans;
  for (const auto& row : run(session,
                             "select span_hours, extract(epoch from begins)::bigint"
                             " from selfopt.summed_spans where not stale"))
    spans.push_back({row[0].as<int>(), row[1].as<std::int64_t>()});
  return spans;
}

Window open_window(Session& session, double length_s) {
  Window window;
  const auto row = run(session, R"(
select pg_catalog.current_database(), extract(epoch from now())::float8,
  pg_catalog.to_regclass('selfopt.performance_metrics') is not null,
  coalesce(pg_catalog.has_table_privilege(pg_catalog.to_regclass('selfopt.summed_spans'), 'select')
    and pg_catalog.has_table_privilege(pg_catalog.to_regclass('selfopt.statement_sums'), 'select'),
    false))")[0];
  window.database = row[0].as<std::string>();
  window.asked_s = length_s;
  window.to_s = row[1].as<double>();
  window.measured = row[2].as<bool>();
  window.step_hours = pg::step_hours(length_s);
  const double step_s = window.step_s();
  window.from_s = window.to_s - length_s;
  if (step_s > 0) window.from_s = std::floor(window.from_s / step_s) * step_s;
  window.before_s = window.from_s - length_s;
  if (step_s > 0) window.before_s = std::floor(window.before_s / step_s) * step_s;
  if (step_s <= 0 || !window.measured) return window;
  if (row[3].as<bool>()) window.known = known_spans(session);
  const auto first_and_last = run(session,
                                  "select extract(epoch from min(\"timestamp\"))::float8,"
                                  " extract(epoch from max(\"timestamp\"))::float8"
                                  " from selfopt.performance_metrics")[0];
  window.not_summed =
      !first_and_last[0].is_null() &&
      lacks_sums(window, first_and_last[0].as<double>(), first_and_last[1].as<double>());
  return window;
}

}  // namespace selfopt::pg
