#include "apply/build_watch.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "diag/progress.hpp"
#include "pg/index_build.hpp"
#include "pg/session.hpp"

namespace selfopt::change {
namespace {

using namespace std::chrono_literals;

// Most builds are over sooner than this; then no second connection is opened at all.
constexpr auto k_first_look = 300ms;
constexpr auto k_look_every = 250ms;
// A wait as long as this is worth a line: somebody may want to end that transaction.
constexpr int k_looks_before_notice = 20;

class Watcher {
 public:
  Watcher(const Database& database, int pid, const std::string& what)
      : m_session(database), m_pid(pid), m_what(what), m_progress("building " + what, 0) {}

  void look() {
    const auto progress = pg::build_progress(m_session, m_pid);
    if (!progress) return;
    m_progress.note(progress->phase);
    m_progress.update(progress->done, progress->total);
    m_waits = progress->waiting_for_pid ? m_waits + 1 : 0;
    if (m_waits == k_looks_before_notice)
      log::notice("building {} waits for the transaction of server process {} ({})", m_what,
                  *progress->waiting_for_pid, progress->phase);
  }

 private:
  pg::Session m_session;
  int m_pid;
  std::string m_what;
  Progress m_progress;
  int m_waits = 0;
};

void watch(const std::stop_token& stop, const Database& database, int pid,
           const std::string& what) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  const auto asleep = [&](auto time) {
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  };
  if (!asleep(k_first_look)) return;
  try {
    Watcher watcher(database, pid, what);
    do
      watcher.look();
    while (asleep(k_look_every));
  } catch (const Error& error) {
    log::debug("no progress to show: {}", error.message());
  }
}

}  // namespace

BuildWatch::BuildWatch(const Database& database, int pid, std::string what)
    : m_thread([database, pid, what = std::move(what)](const std::stop_token& stop) {
        watch(stop, database, pid, what);
      }) {}

}  // namespace selfopt::change
