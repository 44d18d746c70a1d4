#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include <selfopt/error.hpp>
#include <selfopt/nouns/database.hpp>

#include "pg/replay_session.hpp"

namespace selfopt {

/// The connections of a replay, one for each statement that runs at a time. One that is lost is
/// made anew: a statement can end its server process, and a server that crashes ends them all.
class Sessions {
 public:
  /// \param count of connections, at least 1
  /// \param timeout of each statement; 0 is none
  /// \throws Error{database} if there is no server
  Sessions(const Database& database, std::chrono::milliseconds timeout, pg::ReplayAccess access,
           std::size_t count);

  std::size_t count() const { return m_sessions.size(); }
  pg::ReplaySession& operator[](std::size_t place) { return *m_sessions[place]; }

  /// Does \p work with the session at \p place, and sees to it that the session can be used again
  /// when that fails. If the connection is lost for reasons that lie elsewhere, the work is done
  /// once more.
  /// \throws what \p work throws; Error{database} if the server does not come back
  template <typename Work>
  auto with(std::size_t place, Work work) {
    try {
      return work(*m_sessions[place]);
    } catch (const Error& error) {
      if (renew_if_lost(place, error) != Loss::for_others) throw;
    }
    try {
      return work(*m_sessions[place]);
    } catch (const Error& error) {
      renew_if_lost(place, error);
      throw;
    }
  }

  /// Does \p work with the session at \p place, once.
  /// \returns whether the connection held; if not, there is a new one
  /// \throws what \p work throws while it held; Error{database} if the server does not come back
  template <typename Work>
  bool holds_for(std::size_t place, Work work) {
    try {
      work(*m_sessions[place]);
    } catch (const Error& error) {
      if (renew_if_lost(place, error) == Loss::none) throw;
      return false;
    }
    return true;
  }

 private:
  // Whether a connection was lost, and whether the server said that it was not for what ran on it.
  enum class Loss { none, unexplained, for_others };

  Loss renew_if_lost(std::size_t place, const Error& error);
  std::unique_ptr<pg::ReplaySession> connect() const;

  Database m_database;
  std::chrono::milliseconds m_timeout;
  pg::ReplayAccess m_access;
  std::vector<std::unique_ptr<pg::ReplaySession>> m_sessions;
};

}  // namespace selfopt
