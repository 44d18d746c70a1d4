#include "pg/answer_deadline.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <sys/socket.h>
#include <thread>

#include <fmt/format.h>

namespace selfopt::pg {
namespace {

using Clock = std::chrono::steady_clock;

// Looks at all deadlines of the program. A statement is short and its deadline far, so the thread
// looks once a second while there is something to look at, and is woken only from longer sleep.
class Watchman {
 public:
  Watchman() {
    std::thread([this] { watch(); }).detach();
  }

  std::uint64_t add(int socket, Clock::time_point end) {
    const std::lock_guard lock(m_mutex);
    m_waits.emplace(++m_last_id, Wait{socket, end});
    if (m_asleep) m_wake.notify_one();
    return m_last_id;
  }

  void remove(std::uint64_t id) {
    const std::lock_guard lock(m_mutex);
    m_waits.erase(id);
  }

  bool has_passed(std::uint64_t id) {
    const std::lock_guard lock(m_mutex);
    const auto wait = m_waits.find(id);
    return wait != m_waits.end() && wait->second.passed;
  }

 private:
  struct Wait {
    int socket;
    Clock::time_point end;
    bool passed = false;
  };

  void watch() {
    constexpr std::chrono::seconds k_tick{1};
    std::unique_lock lock(m_mutex);
    for (;;) {
      if (m_waits.empty()) {
        m_asleep = true;
        m_wake.wait(lock, [this] { return !m_waits.empty(); });
        m_asleep = false;
      }
      m_wake.wait_for(lock, k_tick);
      end_those_that_are_over();
    }
  }

  // The socket is still theirs: its owner removes the deadline, under the lock, before closing it.
  void end_those_that_are_over() {
    for (auto& [id, wait] : m_waits) {
      if (wait.passed || Clock::now() < wait.end) continue;
      wait.passed = true;
      shutdown(wait.socket, SHUT_RDWR);
    }
  }

  std::mutex m_mutex;
  std::condition_variable m_wake;
  std::map<std::uint64_t, Wait> m_waits;
  std::uint64_t m_last_id = 0;
  bool m_asleep = false;
};

// Never destroyed, as its thread lives as long as the program.
Watchman& watchman() {
  static auto* const one = new Watchman;
  return *one;
}

}  // namespace

AnswerDeadline::AnswerDeadline(int socket, std::chrono::milliseconds limit) : m_limit(limit) {
  if (limit.count() > 0 && socket >= 0) m_id = watchman().add(socket, Clock::now() + limit);
}

AnswerDeadline::~AnswerDeadline() {
  if (m_id != 0) watchman().remove(m_id);
}

bool AnswerDeadline::passed() const {
  return m_id != 0 && watchman().has_passed(m_id);
}

Error AnswerDeadline::error() const {
  return Error(ErrorKind::database,
               fmt::format("the server has not answered for {} s, so the connection was ended",
                           std::chrono::duration_cast<std::chrono::seconds>(m_limit).count()),
               {}, "Look whether the server, or a node that it asks, hangs or is cut off.");
}

std::chrono::milliseconds AnswerDeadline::after(std::chrono::milliseconds statement_timeout) {
  constexpr std::chrono::milliseconds k_least{20'000};
  constexpr std::chrono::milliseconds k_grace{10'000};
  if (statement_timeout.count() <= 0) return std::chrono::milliseconds(0);
  return std::max(statement_timeout, k_least) + k_grace;
}

}  // namespace selfopt::pg
