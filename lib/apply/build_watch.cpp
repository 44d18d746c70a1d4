#include "apply/build_watch.hpp"

#include <condition_variable>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "diag/progress.hpp"
#include "pg/index_build.hpp"
#include "pg/server_condition.hpp"
#include "pg/session.hpp"

namespace selfopt::change {
namespace {

using namespace std::chrono_literals;

// Most builds are over sooner than this; then no second connection is opened at all.
constexpr auto k_first_look = 300ms;
constexpr auto k_look_every = 250ms;
// A wait as long as this is worth a line: somebody may want to end that transaction.
constexpr int k_looks_before_notice = 20;

}  // namespace

class BuildWatch::Watcher {
 public:
  Watcher(BuildWatch& owner, const Database& database, int pid)
      : m_owner(owner),
        m_session(database),
        m_pid(pid),
        m_progress("building " + owner.m_what, 0) {}

  void look() {
    if (m_owner.m_until && std::chrono::steady_clock::now() > *m_owner.m_until &&
        !m_owner.m_out_of_time.exchange(true))
      pg::cancel(m_session, m_pid);
    const auto progress = pg::build_progress(m_session, m_pid);
    if (progress) {
      m_progress.note(progress->phase);
      m_progress.update(progress->done, progress->total);
    }
    auto blocker = progress ? progress->waiting_for_pid : std::nullopt;
    if (!blocker) blocker = pg::blocker_of(m_session, m_pid);
    note(blocker);
  }

 private:
  void note(std::optional<int> blocker) {
    m_waits = blocker ? m_waits + 1 : 0;
    if (!blocker) return;
    const std::string who =
        *blocker == 0 ? "a prepared transaction" : pg::describe_process(m_session, *blocker);
    {
      const std::lock_guard lock(m_owner.m_mutex);
      m_owner.m_waited_for = who;
    }
    if (m_waits == k_looks_before_notice)
      log::notice("the change of {} waits for the transaction of {}", m_owner.m_what, who);
  }

  BuildWatch& m_owner;
  pg::Session m_session;
  int m_pid;
  Progress m_progress;
  int m_waits = 0;
};

BuildWatch::BuildWatch(const Database& database, int pid, std::string what,
                       std::optional<std::chrono::steady_clock::time_point> until)
    : m_what(std::move(what)),
      m_until(until),
      m_thread([this, database, pid](const std::stop_token& stop) { watch(stop, database, pid); }) {
}

std::string BuildWatch::waited_for() const {
  const std::lock_guard lock(m_mutex);
  return m_waited_for;
}

void BuildWatch::watch(const std::stop_token& stop, const Database& database, int pid) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  const auto asleep = [&](auto time) {
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  };
  if (!asleep(k_first_look)) return;
  try {
    Watcher watcher(*this, database, pid);
    do
      watcher.look();
    while (asleep(k_look_every));
  } catch (const Error& error) {
    log::debug("no progress to show: {}", error.message());
  }
}

}  // namespace selfopt::change
