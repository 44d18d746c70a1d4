#include "apply/build_watch.hpp"

#include <condition_variable>
#include <memory>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "diag/progress.hpp"
#include "pg/cluster.hpp"
#include "pg/index_build.hpp"
#include "pg/node_pulse.hpp"
#include "pg/server_condition.hpp"
#include "pg/session.hpp"
#include "pg/shard_waits.hpp"

namespace selfopt::change {
namespace {

using namespace std::chrono_literals;

// Most builds are over sooner than this; then no second connection is opened at all.
constexpr auto k_first_look = 300ms;
constexpr auto k_look_every = 250ms;
// A wait as long as this is worth a line: somebody may want to end that transaction.
constexpr int k_looks_before_notice = 20;
constexpr int k_looks_a_second = 4;
// The coordinator tells a node that hangs to cancel, too, and waits until it has heard that.
constexpr auto k_time_to_cancel = 5s;

}  // namespace

class BuildWatch::Watcher {
 public:
  Watcher(BuildWatch& owner, const Database& database, pg::IndexBuilder& builder)
      : m_owner(owner),
        m_database(database),
        m_session(database),
        m_builder(builder),
        m_pid(builder.backend_pid()),
        m_pulse(pg::is_in_cluster(m_session) ? std::make_unique<pg::NodePulse>(database) : nullptr),
        m_progress("building " + owner.m_what, 0) {}

  void look() {
    if (m_owner.m_until && std::chrono::steady_clock::now() > *m_owner.m_until &&
        !m_owner.m_out_of_time.exchange(true))
      cancel();
    if (m_cancelled && std::chrono::steady_clock::now() - *m_cancelled > k_time_to_cancel)
      m_builder.abandon();
    const auto progress = pg::build_progress(m_session, m_pid);
    if (progress) {
      m_progress.note(progress->phase);
      m_progress.update(progress->done, progress->total);
    }
    auto blocker = progress ? progress->waiting_for_pid : std::nullopt;
    if (!blocker) blocker = pg::blocker_of(m_session, m_pid);
    if (blocker)
      note(*blocker == 0 ? "a prepared transaction" : pg::describe_process(m_session, *blocker));
    else if (const auto far = blocker_on_nodes())
      note(*far);
    else
      m_waits = 0;
  }

 private:
  // To ask costs connections between the nodes, so it is done once a second; and one that is silent
  // would keep us, too.
  std::optional<std::string> blocker_on_nodes() {
    if (m_pulse == nullptr) return std::nullopt;
    if (m_looks++ % k_looks_a_second == 0) {
      const bool waited = m_far_blocker.has_value();
      if (const auto silent = m_pulse->silence())
        m_far_blocker = fmt::format("node {}, which does not answer", silent->node);
      else
        m_far_blocker = ask_nodes();
      if (!waited) m_waits_far_since = std::chrono::steady_clock::now();
    }
    if (m_far_blocker &&
        std::chrono::steady_clock::now() - m_waits_far_since > m_owner.m_max_wait &&
        !m_owner.m_waited_too_long.exchange(true))
      cancel();
    return m_far_blocker;
  }

  // A node may begin to hang just now; then its silence is noticed next.
  std::optional<std::string> ask_nodes() {
    try {
      if (m_asking == nullptr) m_asking = std::make_unique<pg::Session>(m_database);
      return pg::blocker_on_nodes(*m_asking, m_pid);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      m_asking.reset();
      return m_far_blocker;
    }
  }

  void cancel() {
    pg::cancel(m_session, m_pid);
    if (m_pulse != nullptr) m_cancelled = std::chrono::steady_clock::now();
  }

  void note(const std::string& who) {
    {
      const std::lock_guard lock(m_owner.m_mutex);
      m_owner.m_waited_for = who;
    }
    if (++m_waits == k_looks_before_notice)
      log::notice("the change of {} waits for the transaction of {}", m_owner.m_what, who);
  }

  BuildWatch& m_owner;
  const Database& m_database;
  pg::Session m_session;
  pg::IndexBuilder& m_builder;
  int m_pid;
  std::unique_ptr<pg::NodePulse> m_pulse;  ///< null without Citus
  std::unique_ptr<pg::Session> m_asking{};
  Progress m_progress;
  int m_waits = 0;
  int m_looks = 0;
  std::optional<std::string> m_far_blocker{};
  std::chrono::steady_clock::time_point m_waits_far_since{};
  std::optional<std::chrono::steady_clock::time_point> m_cancelled{};
};

BuildWatch::BuildWatch(const Database& database, pg::IndexBuilder& builder, std::string what,
                       std::optional<std::chrono::steady_clock::time_point> until,
                       std::chrono::milliseconds max_wait)
    : m_what(std::move(what)),
      m_until(until),
      m_max_wait(max_wait),
      m_thread([this, database, &builder](const std::stop_token& stop) {
        watch(stop, database, builder);
      }) {}

std::string BuildWatch::waited_for() const {
  const std::lock_guard lock(m_mutex);
  return m_waited_for;
}

void BuildWatch::watch(const std::stop_token& stop, const Database& database,
                       pg::IndexBuilder& builder) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  const auto asleep = [&](auto time) {
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  };
  if (!asleep(k_first_look)) return;
  try {
    Watcher watcher(*this, database, builder);
    do
      watcher.look();
    while (asleep(k_look_every));
  } catch (const Error& error) {
    log::debug("no progress to show: {}", error.message());
  }
}

}  // namespace selfopt::change
