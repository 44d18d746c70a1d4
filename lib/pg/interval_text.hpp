#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace selfopt::pg {

/// Writes a length of time as an interval that every server reads alike. Not as milliseconds only:
/// before PostgreSQL 15 a number in an interval had to fit 32 bits, which 25 days of them do not.
/// Not as days: where clocks are changed, a day may have 23 hours.
inline std::string interval_text(double length_ms) {
  constexpr double k_ms_per_hour = 3'600'000;
  const double hours = std::floor(length_ms / k_ms_per_hour);
  return fmt::format("{:.0f} hours {:.3f} seconds", hours,
                     (length_ms - hours * k_ms_per_hour) / 1000);
}

}  // namespace selfopt::pg
