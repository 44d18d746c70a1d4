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

/// Shares the calls of \p rows out among spans of equal length. Calls that were counted together,
/// from `first_seen` to `last_seen`, are spread evenly over that time.
/// \param period nothing: from the first to the last call
/// \param least_span_s no span is shorter: what is known no finer is not shown finer
/// \returns at most 61 spans of a length that people count in, in order of time; none if no row
///          tells its time
std::vector<TimelineSpan> make_timeline(const Workload& rows, std::optional<TimeSpan> period,
                                        double least_span_s = 0);

}  // namespace selfopt
