#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pg/read_metrics.hpp"
#include "pg/session.hpp"

namespace selfopt::pg {

/// A measurement, and what had been foretold before it was made.
struct Foretold {
  std::string query_hash;
  std::string at;  ///< ISO 8601 in UTC
  std::int64_t calls = 0;
  double measured_ms = 0;  ///< mean of a call, as the others are of one call
  double predicted_ms = 0;
  double low_ms = 0;
  double high_ms = 0;
};

/// \param source empty: all
/// \returns the measurements in \p period of statements of the database connected to that have a
///          prediction in selfopt.predictions, the last one before the measurement, in order of
///          time; none if there is no such table or it may not be read
std::vector<Foretold> read_foretold(Session& session, const MetricsPeriod& period,
                                    const std::string& source);

}  // namespace selfopt::pg
