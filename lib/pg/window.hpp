#pragma once

// For this room and its tests: which stored sums a period is put together from.

#include <cstdint>
#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// A time whose measurements selfopt.statement_sums holds summed up.
struct SummedSpan {
  int hours = 0;
  std::int64_t begins_s = 0;  ///< seconds since 1970, a whole hour

  std::int64_t ends_s() const { return begins_s + std::int64_t{3600} * hours; }
  friend bool operator==(const SummedSpan&, const SummedSpan&) = default;
};

/// Summed spans that do not overlap, and the times between them for which the measurements
/// themselves must be read. Both ends of a time are in seconds since 1970; it holds its beginning.
struct Cover {
  struct Rest {
    double from_s = 0;
    double to_s = 0;
  };
  std::vector<SummedSpan> spans;
  std::vector<Rest> rest;
};

/// Puts a period together: at each point of time the longest span that begins there.
/// \param longest_hours no span may be longer
Cover cover(const std::vector<SummedSpan>& known, double from_s, double to_s, int longest_hours);

/// Periods of up to `longest_window_hours` are shown, and begin, in steps of `hours`.
struct SumLevel {
  int hours;
  int longest_window_hours;
  int kept_hours;  ///< 0: as long as the measurements
};
/// From the finest to the coarsest. Half a day in hours is what a chart can still show; a month is
/// asked for as days.
extern const std::vector<SumLevel> k_sum_levels;
/// \returns the step of a window, in hours; 0: it is so short that the measurements are read
int step_hours(double length_s);

/// A time that ends now.
struct Window {
  std::string database;
  double asked_s = 0;       ///< how long it was to be
  double from_s = 0;        ///< at a step: up to a step longer ago than was asked for
  double to_s = 0;          ///< now, by the server's clock
  double before_s = 0;      ///< where the window before it begins
  int step_hours = 0;       ///< see above
  bool measured = false;    ///< there is a table of measurements
  bool not_summed = false;  ///< hours that are over have to be read from the measurements
  std::vector<SummedSpan> known;

  double step_s() const { return 3600.0 * step_hours; }
  Cover all() const;                  ///< whole sums, as few as possible
  Cover steps() const;                ///< for a chart: no sum is longer than a step
  Cover steps(double since_s) const;  ///< of the end of the window only
  Cover before() const;               ///< of the window before
};

/// \returns what is summed up
std::vector<SummedSpan> known_spans(Session& session);

/// \returns the window of \p length_s seconds, and what is summed up of it
Window open_window(Session& session, double length_s);

}  // namespace selfopt::pg
