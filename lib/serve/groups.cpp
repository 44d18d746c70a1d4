#include "serve/groups.hpp"

#include <array>
#include <ctime>

#include <selfopt/cluster.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/moment.hpp>

#include "pg/window_metrics.hpp"

namespace selfopt::serving {
namespace {

constexpr std::chrono::minutes k_fresh{10};
constexpr std::chrono::seconds k_patience{10};
// They stand for nearly all of the time of any workload we have seen; a second's work.
constexpr int k_most_statements = 1000;
constexpr double k_look_back_s = 30 * 24 * 3600.0;
// Those that a page has links to, and that are longer than half a day.
constexpr std::array<double, 3> k_windows_s{24 * 3600.0, 7 * 24 * 3600.0, 30 * 24 * 3600.0};

Workload statements_of(pg::Session& session) {
  const pg::Window window = pg::open_window(session, k_look_back_s);
  Workload workload;
  for (const pg::StatementWindow& one :
       pg::window_statements(session, window, pg::StatementOrder::total_ms, k_most_statements)
           .top) {
    WorkloadQuery query;
    query.query_hash = one.now.query_hash;
    query.sql = one.now.sql;
    query.calls = one.now.calls;
    query.total_ms = one.now.total_ms;
    query.mean_ms = one.now.mean_ms;
    if (!query.query_hash.empty()) workload.push_back(std::move(query));
  }
  return workload;
}

// What is read now of all that is over; of the present hour a page reads it itself.
Groups::History history_of(pg::Session& session, double window_s,
                           const std::vector<pg::StatementGroup>& members) {
  const pg::Window window = pg::open_window(session, window_s);
  pg::Cover cover = window.steps();
  Groups::History history{window.from_s, {}};
  if (cover.spans.empty()) return history;
  history.until_s = static_cast<double>(cover.spans.back().ends_s());
  std::erase_if(cover.rest,
                [&](const pg::Cover::Rest& rest) { return rest.from_s >= history.until_s; });
  history.calls = pg::group_calls(session, cover, window_s, members);
  return history;
}

Groups::View make_view(Sessions& sessions) {
  const Workload workload = sessions.with(statements_of);
  ClusterOptions options;
  options.weight = Weight::time;
  options.stability = false;
  Groups::View view;
  view.made_at = iso_moment(static_cast<double>(std::time(nullptr)));
  if (workload.empty()) return view;
  ClusterResult found = cluster(workload, options);
  view.clusters = std::move(found.clusters.clusters);
  for (const ClusteredQuery& one : found.clusters.queries)
    if (one.cluster >= 0) view.members.push_back({one.query.query_hash, one.cluster});
  for (const double window_s : k_windows_s)
    view.histories[window_s] = sessions.with(
        [&](pg::Session& session) { return history_of(session, window_s, view.members); });
  return view;
}

}  // namespace

Groups::Groups(Sessions* sessions) : m_sessions(sessions) {
  if (m_sessions != nullptr) m_thread = std::thread([this] { work(); });
}

Groups::~Groups() {
  {
    const std::lock_guard lock(m_mutex);
    m_ending = true;
  }
  m_changed.notify_all();
  if (m_thread.joinable()) m_thread.join();
}

std::shared_ptr<const Groups::View> Groups::view() {
  const std::lock_guard lock(m_mutex);
  if (!m_tried || Clock::now() - m_made > k_fresh) {
    m_wanted = true;
    m_changed.notify_all();
  }
  return m_view;
}

std::shared_ptr<const Groups::View> Groups::wait_for_view() {
  view();
  std::unique_lock lock(m_mutex);
  m_changed.wait_for(lock, k_patience, [this] { return m_tried || m_ending; });
  return m_view;
}

void Groups::work() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return m_wanted || m_ending; });
    if (m_ending) return;
    lock.unlock();
    std::shared_ptr<const View> made;
    try {
      made = std::make_shared<View>(make_view(*m_sessions));
    } catch (const Error& error) {
      log::debug("statements could not be grouped: {}", error.message());
    }
    lock.lock();
    m_wanted = false;
    m_tried = true;
    if (made) {
      m_view = std::move(made);
      m_made = Clock::now();
    }
    m_changed.notify_all();
  }
}

}  // namespace selfopt::serving
