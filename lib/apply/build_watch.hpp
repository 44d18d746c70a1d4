#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <selfopt/nouns/database.hpp>

#include "pg/index_build.hpp"

namespace selfopt::change {

/// While one lives, shows how far a build is, from pg_stat_progress_create_index, says whom it
/// waits for, and stops it when its time is over. On a connection and thread of its own, because
/// the builder's is busy.
class BuildWatch {
 public:
  /// \param builder what is in the middle of it
  /// \param what  the name of the index
  /// \param until when to stop the build; absent: never
  /// \param max_wait how long parts of it may wait on other nodes (Citus), where the builder's own
  ///        lock_timeout does not reach, or for a node that does not answer
  BuildWatch(const Database& database, pg::IndexBuilder& builder, std::string what,
             std::optional<std::chrono::steady_clock::time_point> until,
             std::chrono::milliseconds max_wait);
  ~BuildWatch() = default;  // the thread is asked to stop and joined
  BuildWatch(const BuildWatch&) = delete;
  BuildWatch& operator=(const BuildWatch&) = delete;

  /// \returns whom the build was seen to wait for last, for people; empty if for nobody
  std::string waited_for() const;
  /// \returns whether it was stopped because its time was over
  bool out_of_time() const { return m_out_of_time; }
  /// \returns whether it was stopped because it had waited too long on another node
  bool waited_too_long() const { return m_waited_too_long; }

 private:
  class Watcher;
  void watch(const std::stop_token& stop, const Database& database, pg::IndexBuilder& builder);

  std::string m_what;
  std::optional<std::chrono::steady_clock::time_point> m_until;
  std::chrono::milliseconds m_max_wait;
  mutable std::mutex m_mutex;
  std::string m_waited_for;
  std::atomic<bool> m_out_of_time = false;
  std::atomic<bool> m_waited_too_long = false;
  std::jthread m_thread;  // last: it uses the others
};

}  // namespace selfopt::change
