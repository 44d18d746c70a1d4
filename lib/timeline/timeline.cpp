#include "timeline/timeline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "timeline/moment.hpp"

namespace selfopt {
namespace {

constexpr double k_minute_s = 60;
constexpr double k_hour_s = 3600;
constexpr double k_day_s = 86'400;
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
                                               7 * k_day_s};
  for (const double length_s : k_lengths_s)
    if (length_s >= least_s && period_s / length_s <= k_most_spans) return length_s;
  return std::ceil(period_s / k_most_spans / k_day_s) * k_day_s;
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

void share_out(const Timed& timed, double begin_s, double length_s,
               std::vector<TimelineSpan>& spans) {
  const double calls = static_cast<double>(timed.query->calls);
  const double total_ms = timed.query->total_ms.value_or(timed.query->mean_ms.value_or(0) * calls);
  const double duration_s = timed.span.to_s - timed.span.from_s;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const double from_s = begin_s + static_cast<double>(i) * length_s;
    const bool is_last = i + 1 == spans.size();
    double share = 0;
    if (duration_s > 0)
      share = (std::min(timed.span.to_s, from_s + length_s) - std::max(timed.span.from_s, from_s)) /
              duration_s;
    else if (timed.span.to_s >= from_s && (timed.span.to_s < from_s + length_s || is_last))
      share = 1;
    if (share <= 0) continue;
    spans[i].calls += calls * share;
    spans[i].total_ms += total_ms * share;
  }
}

}  // namespace

std::vector<TimelineSpan> make_timeline(const Workload& rows, std::optional<TimeSpan> period,
                                        double least_span_s) {
  std::vector<Timed> timed;
  for (const WorkloadQuery& query : rows)
    if (const auto span = time_of(query)) timed.push_back({*span, &query});
  if (timed.empty()) return {};
  if (!period) {
    period = timed.front().span;
    for (const Timed& one : timed) {
      period->from_s = std::min(period->from_s, one.span.from_s);
      period->to_s = std::max(period->to_s, one.span.to_s);
    }
  }
  const double length_s = span_length_s(period->to_s - period->from_s, least_span_s);
  // Whole minutes, hours and days begin where clocks show them.
  const double begin_s = std::floor(period->from_s / length_s) * length_s;
  const auto count =
      static_cast<std::size_t>(std::max(1.0, std::ceil((period->to_s - begin_s) / length_s)));
  std::vector<TimelineSpan> spans(count);
  for (std::size_t i = 0; i < count; ++i) {
    spans[i].from = iso_moment(begin_s + static_cast<double>(i) * length_s);
    spans[i].to = iso_moment(begin_s + static_cast<double>(i + 1) * length_s);
  }
  for (const Timed& one : timed)
    share_out(one, begin_s, length_s, spans);
  return spans;
}

}  // namespace selfopt
