#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace selfopt {

/// A progress line on standard error: bar, share, rate and time left.
///
/// Drawn only when standard error is a terminal and messages are not silenced; at most ten times a
/// second, whoever calls how often. One line at a time: while an earlier Progress lives, a later
/// one draws nothing. Safe to advance from several threads.
class Progress {
 public:
  enum class Unit { count, bytes };

  /// \param what  the work, shown in front, for example "loading fact_sales"
  /// \param total how many units there are; 0 if not known (then no share, no time left)
  Progress(std::string what, std::int64_t total, Unit unit = Unit::count);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Says that \p done units in all are finished.
  void update(std::int64_t done);
  /// Says that \p more units are finished.
  void advance(std::int64_t more = 1);
  /// Says that there are \p total units, of which \p done are finished: for work in phases.
  void update(std::int64_t done, std::int64_t total);
  /// Shows \p text behind the figures, for example the number of rejected rows.
  void note(std::string text);

 private:
  friend class ProgressPause;
  using Clock = std::chrono::steady_clock;

  void draw_if_due();
  void draw();
  void erase();

  std::mutex m_mutex;
  std::string m_what;
  std::string m_note;
  std::int64_t m_total;
  std::int64_t m_done = 0;
  Unit m_unit;
  Clock::time_point m_start;
  Clock::time_point m_last_draw;
  bool m_visible = false;
  bool m_active = false;
};

/// While one lives, the progress line is off the screen, so that a message can be written.
class ProgressPause {
 public:
  ProgressPause();
  ~ProgressPause();
  ProgressPause(const ProgressPause&) = delete;
  ProgressPause& operator=(const ProgressPause&) = delete;

 private:
  Progress* m_progress = nullptr;
};

/// \returns the columns of the terminal on standard error, 80 if there is none.
int terminal_width();

}  // namespace selfopt
