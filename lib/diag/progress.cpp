#include "diag/progress.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

namespace selfopt {
namespace {

constexpr auto k_redraw_every = std::chrono::milliseconds(100);
constexpr int k_bar_width = 20;

std::mutex g_shown_mutex;     // taken before a Progress's own mutex, never after
Progress* g_shown = nullptr;  // the one that draws

bool can_draw() {
  return isatty(STDERR_FILENO) != 0 && log::enabled(log::Level::notice);
}

std::string bar(double share) {
  const int filled = static_cast<int>(share * k_bar_width);
  return std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(k_bar_width - filled), '.');
}

}  // namespace

int terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

Progress::Progress(std::string what, std::int64_t total, Unit unit)
    : m_what(std::move(what)), m_total(total), m_unit(unit), m_start(Clock::now()) {
  const std::lock_guard lock(g_shown_mutex);
  if (g_shown != nullptr || !can_draw()) return;
  g_shown = this;
  m_active = true;
}

Progress::~Progress() {
  const std::lock_guard lock(g_shown_mutex);
  if (g_shown != this) return;
  erase();
  g_shown = nullptr;
}

void Progress::update(std::int64_t done) {
  const std::lock_guard lock(m_mutex);
  m_done = done;
  draw_if_due();
}

void Progress::update(std::int64_t done, std::int64_t total) {
  const std::lock_guard lock(m_mutex);
  if (total != m_total || done < m_done) m_start = Clock::now();  // a phase has a rate of its own
  m_done = done;
  m_total = total;
  draw_if_due();
}

void Progress::advance(std::int64_t more) {
  const std::lock_guard lock(m_mutex);
  m_done += more;
  draw_if_due();
}

void Progress::note(std::string text) {
  const std::lock_guard lock(m_mutex);
  m_note = std::move(text);
  draw_if_due();
}

void Progress::draw_if_due() {
  if (!m_active) return;
  const auto now = Clock::now();
  if (now - m_last_draw < k_redraw_every) return;
  m_last_draw = now;
  draw();
}

void Progress::draw() {
  const double seconds = std::chrono::duration<double>(Clock::now() - m_start).count();
  const double rate = seconds > 0 ? static_cast<double>(m_done) / seconds : 0;
  const auto amount = [this](double value) {
    return m_unit == Unit::bytes ? format_bytes(static_cast<std::int64_t>(value))
                                 : format_count(static_cast<std::int64_t>(value));
  };
  std::string line = m_what + "  ";
  if (m_total > 0) {
    const double share =
        std::clamp(static_cast<double>(m_done) / static_cast<double>(m_total), 0.0, 1.0);
    line += fmt::format("[{}] {:3.0f} %  {}", bar(share), share * 100,
                        amount(static_cast<double>(m_done)));
  } else {
    line += amount(static_cast<double>(m_done));
  }
  line += fmt::format("  {}/s", amount(rate));
  if (m_total > m_done && rate > 0)
    line += fmt::format("  {} left",
                        format_duration_ms(static_cast<double>(m_total - m_done) / rate * 1000));
  if (!m_note.empty()) line += "  " + m_note;
  const auto width = static_cast<std::size_t>(std::max(terminal_width() - 1, 20));
  if (line.size() > width) line.resize(width);
  fmt::print(stderr, "\r\x1b[K{}", line);
  std::fflush(stderr);
  m_visible = true;
}

void Progress::erase() {
  if (!m_visible) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  m_visible = false;
}

ProgressPause::ProgressPause() {
  g_shown_mutex.lock();
  m_progress = g_shown;
  if (m_progress == nullptr) return;
  m_progress->m_mutex.lock();
  m_progress->erase();
}

ProgressPause::~ProgressPause() {
  if (m_progress != nullptr) m_progress->m_mutex.unlock();
  g_shown_mutex.unlock();
}

}  // namespace selfopt
