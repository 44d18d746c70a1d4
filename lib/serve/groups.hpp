#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <selfopt/nouns/clusters.hpp>

#include "pg/window_calls.hpp"
#include "serve/sessions.hpp"

namespace selfopt::serving {

/// The clusters of the statements that cost the most time, kept and made anew now and then by a
/// thread of their own: to group a thousand statements takes longer than a page may.
class Groups {
 public:
  /// When the clusters ran, up to a time that is over: it is not read again for every page.
  struct History {
    double until_s = 0;  ///< seconds since 1970
    std::vector<pg::GroupCalls> calls;
  };
  struct View {
    std::string made_at;  ///< ISO 8601
    std::vector<Cluster> clusters;
    std::vector<pg::StatementGroup> members;
    std::map<double, History> histories;  ///< by the length of the window in seconds
  };

  /// \param sessions not owned; null: there are never any
  explicit Groups(Sessions* sessions);
  ~Groups();
  Groups(const Groups&) = delete;
  Groups& operator=(const Groups&) = delete;

  /// \returns what is known now, which may be nothing yet; if it is old, it is being made anew
  std::shared_ptr<const View> view();
  /// The same, but waits a while for the first.
  std::shared_ptr<const View> wait_for_view();

 private:
  using Clock = std::chrono::steady_clock;
  void work();

  Sessions* m_sessions;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::shared_ptr<const View> m_view = std::make_shared<View>();
  Clock::time_point m_made;
  bool m_wanted = false;
  bool m_tried = false;
  bool m_ending = false;
  std::thread m_thread;  ///< last: it uses the others
};

}  // namespace selfopt::serving
