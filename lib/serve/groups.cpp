#include "serve/groups.hpp"

#include <ctime>

#include <selfopt/cluster.hpp>
#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/read_metrics.hpp"
#include "timeline/moment.hpp"

namespace selfopt::serving {
namespace {

constexpr std::chrono::minutes k_fresh{10};
constexpr std::chrono::seconds k_patience{10};
// They stand for nearly all of the time of any workload we have seen; a second's work.
constexpr int k_most_statements = 1000;
constexpr std::chrono::hours k_look_back{30 * 24};

Groups::View make_view(Sessions& sessions) {
  Workload workload = sessions.with([](pg::Session& session) {
    return pg::stored_workload(session, k_look_back, k_most_statements);
  });
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
