#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include <selfopt/nouns/database.hpp>

namespace selfopt::change {

/// While one lives, shows how far a build is, from pg_stat_progress_create_index, and says whom it
/// waits for. On a connection and thread of its own, because the builder's is busy.
class BuildWatch {
 public:
  /// \param pid  the server process that builds
  /// \param what the name of the index
  BuildWatch(const Database& database, int pid, std::string what);
  ~BuildWatch() = default;  // the thread is asked to stop and joined
  BuildWatch(const BuildWatch&) = delete;
  BuildWatch& operator=(const BuildWatch&) = delete;

 private:
  std::jthread m_thread;
};

}  // namespace selfopt::change
