#pragma once

#include <optional>
#include <vector>

#include <selfopt/nouns/performance.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// A period in seconds since 1970.
struct TimeSpan {
  double from_s = 0;
  double to_s = 0;
};

/// \returns from the first to the last call; nothing if no row tells its time
std::optional<TimeSpan> period_of(const Workload& rows);

/// Shares the calls of \p rows out among spans of equal length. Calls that were counted together,
/// from `first_seen` to `last_seen`, are spread evenly over that time.
/// \param period nothing: that of the rows
/// \param least_span_s no span is shorter: what is known no finer is not shown finer
/// \returns some 60 spans at most, of a length that people count in and from where this machine's
///          clock shows a multiple of it (days begin at its midnight, and may have 23 or 25 hours),
///          in order of time; none if no row tells its time
std::vector<TimelineSpan> make_timeline(const Workload& rows, std::optional<TimeSpan> period,
                                        double least_span_s = 0);

}  // namespace selfopt
