#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <selfopt/nouns/database.hpp>

namespace selfopt::pg {

/// One connection for our own statements: catalog, statistics, ledger. It uses libpqxx, binds every
/// value and quotes every name. What a user wrote is never run here: that is what Wire is for.
///
/// Not thread-safe. A signal that asks us to stop cancels the running statement.
class Session {
 public:
  /// Connects. Statements time out after \p statement_timeout (0: never), waits for locks after
  /// five seconds. A server that does not keep to that has lost us (AnswerDeadline).
  /// \throws Error{database} if there is no server, or it refuses
  explicit Session(const Database& database,
                   std::chrono::milliseconds statement_timeout = std::chrono::seconds(60));
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  /// From now on statements of this session can only read.
  void forbid_writes();

  int server_version() const;  ///< for example 150020

  struct Impl;  ///< libpqxx stays inside this room
  Impl& impl() { return *m_impl; }

 private:
  std::unique_ptr<Impl> m_impl;
};

}  // namespace selfopt::pg
