#include "timeline/timeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>

#include <selfopt/moment.hpp>

namespace selfopt {
namespace {

constexpr double k_minute_s = 60;
constexpr double k_hour_s = 3600;
constexpr int k_day_hours = 24;
constexpr double k_day_s = k_day_hours * k_hour_s;
constexpr double k_week_s = 7 * k_day_s;
constexpr double k_most_spans = 60;

// The shortest length that people count in and that gives no more than k_most_spans.
double span_length_s(double period_s, double least_s) {
  constexpr std::array<double, 19> k_lengths_s{1,
                                               2,
                                               5,
                                               10,
                                               15,
                                               30,
                                               60,
                                               2 * k_minute_s,
                                               5 * k_minute_s,
                                               10 * k_minute_s,
                                               15 * k_minute_s,
                                               30 * k_minute_s,
                                               k_hour_s,
                                               2 * k_hour_s,
                                               3 * k_hour_s,
                                               6 * k_hour_s,
                                               12 * k_hour_s,
                                               k_day_s,
                                               k_week_s};
  for (const double length_s : k_lengths_s)
    if (length_s >= least_s && period_s / length_s <= k_most_spans) return length_s;
  return std::ceil(period_s / k_most_spans / k_day_s) * k_day_s;
}

std::tm local_time(double at_s) {
  const auto at = static_cast<std::time_t>(std::floor(at_s));
  std::tm time{};
  localtime_r(&at, &time);
  return time;
}

// The last round time of the clock up to \p at_s: a multiple of the length; weeks begin on Mondays.
std::tm round_down(double at_s, double length_s) {
  std::tm time = local_time(at_s);
  const int hours = static_cast<int>(length_s / k_hour_s);
  time.tm_sec = 0;
  time.tm_min = 0;
  time.tm_hour = hours < k_day_hours ? time.tm_hour / hours * hours : 0;
  if (length_s == k_week_s) time.tm_mday -= (time.tm_wday + 6) % 7;
  return time;
}

// When this machine's clock shows a time that is so many hours further: a day may have 23 or 25. A
// time that clocks show twice is the first, whatever mktime found before, which it would go by.
double by_the_clock(std::tm time, int hours) {
  time.tm_hour += hours;
  std::tm summer = time;
  summer.tm_isdst = 1;
  const std::time_t in_summer = std::mktime(&summer);
  time.tm_isdst = 0;
  return static_cast<double>(summer.tm_isdst == 1 ? in_summer : std::mktime(&time));
}

// Spans of up to an hour, which clocks count evenly.
std::vector<double> even_bounds(const TimeSpan& period, double length_s) {
  const auto ahead_s = static_cast<double>(local_time(period.from_s).tm_gmtoff);
  const double begin_s = std::floor((period.from_s + ahead_s) / length_s) * length_s - ahead_s;
  std::vector<double> bounds{begin_s};
  do {
    bounds.push_back(begin_s + length_s * static_cast<double>(bounds.size()));
  } while (bounds.back() < period.to_s);
  return bounds;
}

// Each bound is counted from the first, not from the one before: a round time that clocks leave out
// is the next one that they show.
std::vector<double> clock_bounds(const TimeSpan& period, double length_s) {
  const std::tm begin = round_down(period.from_s, length_s);
  const int hours = static_cast<int>(length_s / k_hour_s);
  std::vector<double> bounds{by_the_clock(begin, 0)};
  int next = 0;
  do {
    next += hours;
    const double at_s = by_the_clock(begin, next);
    if (at_s > bounds.back()) bounds.push_back(at_s);
  } while (bounds.size() < 2 || bounds.back() < period.to_s);
  return bounds;
}

// Where the spans of a period begin, and where the last one ends.
std::vector<double> span_bounds(const TimeSpan& period, double length_s) {
  return length_s <= k_hour_s ? even_bounds(period, length_s) : clock_bounds(period, length_s);
}

// When the calls of a row were made, as far as it tells.
std::optional<TimeSpan> time_of(const WorkloadQuery& query) {
  const auto to = read_moment(query.last_seen);
  if (!to) return std::nullopt;
  return TimeSpan{std::min(*to, read_moment(query.first_seen).value_or(*to)), *to};
}

struct Timed {
  TimeSpan span;
  const WorkloadQuery* query;
};

void share_out(const Timed& timed, const std::vector<double>& bounds,
               std::vector<TimelineSpan>& spans) {
  const double calls = static_cast<double>(timed.query->calls);
  const double total_ms = total_ms_of(*timed.query);
  const double duration_s = timed.span.to_s - timed.span.from_s;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const double from_s = bounds[i];
    const double to_s = bounds[i + 1];
    const bool is_last = i + 1 == spans.size();
    double share = 0;
    if (duration_s > 0)
      share = (std::min(timed.span.to_s, to_s) - std::max(timed.span.from_s, from_s)) / duration_s;
    else if (timed.span.to_s >= from_s && (timed.span.to_s < to_s || is_last))
      share = 1;
    if (share <= 0) continue;
    spans[i].calls += calls * share;
    spans[i].total_ms += total_ms * share;
  }
}

}  // namespace

std::optional<TimeSpan> period_of(const Workload& rows) {
  std::optional<TimeSpan> period;
  for (const WorkloadQuery& query : rows) {
    const auto span = time_of(query);
    if (!span) continue;
    if (!period) period = span;
    period->from_s = std::min(period->from_s, span->from_s);
    period->to_s = std::max(period->to_s, span->to_s);
  }
  return period;
}

std::vector<TimelineSpan> make_timeline(const Workload& rows, std::optional<TimeSpan> period,
                                        double least_span_s) {
  std::vector<Timed> timed;
  for (const WorkloadQuery& query : rows)
    if (const auto span = time_of(query)) timed.push_back({*span, &query});
  if (timed.empty()) return {};
  if (!period) period = period_of(rows);
  const double length_s = span_length_s(period->to_s - period->from_s, least_span_s);
  const std::vector<double> bounds = span_bounds(*period, length_s);
  std::vector<TimelineSpan> spans(bounds.size() - 1);
  for (std::size_t i = 0; i < spans.size(); ++i) {
    spans[i].from = iso_moment(bounds[i]);
    spans[i].to = iso_moment(bounds[i + 1]);
  }
  for (const Timed& one : timed)
    share_out(one, bounds, spans);
  return spans;
}

}  // namespace selfopt
