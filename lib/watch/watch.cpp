#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>
#include <thread>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <selfopt/atomic_file.hpp>
#include <selfopt/connect.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>
#include <selfopt/watch.hpp>

#include "env/service_manager.hpp"
#include "env/signals.hpp"
#include "pg/schema.hpp"
#include "pg/session.hpp"
#include "pg/watch_store.hpp"
#include "watch/alert_events.hpp"
#include "watch/alerts.hpp"
#include "watch/cycle.hpp"
#include "watch/pace.hpp"

namespace selfopt {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;  // a clock that is set must not start or stop a cycle
using Ms = std::chrono::milliseconds;

Ms to_ms(double ms) {
  return Ms(static_cast<std::int64_t>(ms));
}

class Loop {
 public:
  Loop(const Database& database, WatchOptions options, const std::function<WatchOptions()>& reread)
      : m_database(database),
        m_options(std::move(options)),
        m_reread(reread),
        m_pace(m_options.seed ^ static_cast<std::uint64_t>(getpid())),
        m_alerts(describe_conninfo(database.conninfo)) {
    m_alerts.use(m_options.alerts);
    m_status.pid = getpid();
    m_status.started_at = loop::now_text();
  }

  WatchStatus run() {
    env::want_hangups();
    try {
      do
        wait(one_cycle());
      while (!m_options.once);
    } catch (const Error& error) {
      env::notify_service_manager("STOPPING=1");
      const env::HoldInterrupts hold;
      if (error.kind() != ErrorKind::interrupted) {
        m_status.last_error = error.message();
        notice({loop::event_of_failure(error.message())});
      }
      enter("stopped");
      throw;
    }
    enter("stopped");
    return m_status;
  }

 private:
  // \returns how long to wait for the next
  Ms one_cycle() {
    m_status.cycle_id = fmt::format("{}-{}", m_status.pid, ++m_status.cycle);
    const log::Context context("cycle", m_status.cycle_id);
    m_status.applies = m_options.apply;
    try {
      connect();
      const bool may_apply = m_options.apply && !m_pace.circuit_open();
      if (m_options.apply && !may_apply)
        log::warning("{} cycles in a row have failed: this one changes nothing", m_pace.failures());
      loop::run_cycle(
          m_database, *m_session, m_options, may_apply,
          [this](const std::string& step) { enter(step); }, m_clusters, m_status,
          [this](std::vector<AlertEvent> events) { notice(std::move(events)); });
      m_status.last_cycle = loop::now_text();
      m_status.last_error.clear();
      const Ms pause = m_pace.after_success(to_ms(m_options.interval_ms));
      m_status.failures = 0;
      m_status.circuit_open = false;
      return pause;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted || m_options.once || is_final(error)) throw;
      log::write(error);
      m_session.reset();  // whatever is wrong with it
      m_status.last_error = error.message();
      notice({loop::event_of_failure(error.message())});
      const Ms pause = m_pace.after_failure(to_ms(m_options.retry_ms));
      m_status.failures = m_pace.failures();
      m_status.circuit_open = m_pace.circuit_open();
      return pause;
    }
  }

  // What no waiting mends: somebody else looks after this database, or the options are wrong. Once
  // we were the one who does, it may be our own session that the server still believes in after the
  // network has failed.
  bool is_final(const Error& error) const {
    return error.kind() == ErrorKind::usage ||
           (error.kind() == ErrorKind::busy && !m_session && !m_ready);
  }

  // The session holds the lock, so it is kept from cycle to cycle; a lost one is made anew.
  void connect() {
    if (m_session) {
      try {
        m_status.database = pg::database_name(*m_session);
        return;
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        log::debug("the connection was lost: {}", error.message());
        m_session.reset();
      }
    }
    pg::Session session(m_database);
    pg::ensure_schema(session);
    if (!pg::try_watch_lock(session))
      throw Error(ErrorKind::busy, "another selfopt watch looks after this database", {},
                  "There can be one only; selfopt.status says which it is.");
    m_status.database = pg::database_name(session);
    m_session.emplace(std::move(session));
    if (!m_ready) {
      env::notify_service_manager("READY=1");
      m_ready = true;
    }
  }

  void notice(std::vector<AlertEvent> events) {
    for (AlertEvent& event : events) {
      event.at = loop::now_text();
      event.cycle_id = m_status.cycle_id;
      m_alerts.add(std::move(event));
    }
  }

  void enter(const std::string& step) {
    m_status.status = step;
    env::notify_service_manager("STATUS=" + step);
    const std::string document = to_json(m_status);
    try {
      if (!m_options.status_file.empty()) {
        AtomicFile file(m_options.status_file);
        file.write(document);
        file.commit();
      }
      if (m_session) pg::store_status(*m_session, document);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      log::warning("the status could not be written: {}", error.message());
    }
  }

  void wait(Ms pause) {
    if (m_options.once) return;
    m_status.next_cycle = fmt::format(
        "{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::time(nullptr) + static_cast<std::time_t>(pause.count() / 1000)));
    enter("waiting");
    log::debug("the next cycle begins in {}",
               format_duration_ms(static_cast<double>(pause.count())));
    const auto end = Clock::now() + pause;
    do {
      env::throw_if_interrupted();
      if (env::take_hangup()) return reread();
      std::this_thread::sleep_for(std::min<Ms>(100ms, pause));
    } while (Clock::now() < end);
  }

  void reread() {
    env::notify_service_manager("RELOADING=1");
    m_options = m_reread();
    m_alerts.use(m_options.alerts);
    env::notify_service_manager("READY=1");
  }

  Database m_database;
  WatchOptions m_options;
  std::function<WatchOptions()> m_reread;
  loop::Pace m_pace;
  loop::WorkloadClusters m_clusters;
  loop::Alerts m_alerts;
  WatchStatus m_status;
  std::optional<pg::Session> m_session;
  bool m_ready = false;
};

}  // namespace

WatchStatus watch(const Database& database, WatchOptions options,
                  const std::function<WatchOptions()>& reread) {
  return Loop(database, std::move(options), reread).run();
}

}  // namespace selfopt
