#pragma once

#include <chrono>
#include <cstdint>

#include <selfopt/error.hpp>

namespace selfopt::pg {

/// A server that hangs (frozen, or waiting for one that is) does not keep its own time limits, and
/// its system goes on to answer for it, so that no keepalive notices. While one lives, the
/// connection behind a socket is ended when the time is over; whoever waits for an answer sees it
/// as lost.
class AnswerDeadline {
 public:
  /// \param limit from now on; 0: for ever
  AnswerDeadline(int socket, std::chrono::milliseconds limit);
  ~AnswerDeadline();
  AnswerDeadline(const AnswerDeadline&) = delete;
  AnswerDeadline& operator=(const AnswerDeadline&) = delete;

  /// \returns whether the connection was ended
  bool passed() const;
  /// \returns what to say when it was
  Error error() const;

  /// \returns how long to wait for the answer of a statement with this time limit: ten seconds
  ///          longer, and at least half a minute, since a server looks at its limits now and then
  ///          only. 0: for ever
  static std::chrono::milliseconds after(std::chrono::milliseconds statement_timeout);

 private:
  std::chrono::milliseconds m_limit;
  std::uint64_t m_id = 0;
};

}  // namespace selfopt::pg
