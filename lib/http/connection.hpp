#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "http/limits.hpp"
#include "http/request_head.hpp"

namespace selfopt::http {

/// A request as it came, read whole.
struct Incoming {
  RequestHead head;
  std::string body;
};

/// One client's socket. Whatever the client does or does not do, each call returns in the time that
/// the limits give, or as soon as the server is to stop.
class Connection {
 public:
  /// \param socket  is closed at the end
  /// \param stop_fd becomes readable when the server is to stop
  Connection(int socket, int stop_fd, const Limits& limits);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// \returns the next request; its head.status says if it must be refused. Nothing if the client
  ///          has gone, or asks no more, or the server is to stop.
  std::optional<Incoming> receive();
  /// \returns whether all of \p bytes was taken by the client
  bool send(std::string_view bytes);
  /// Lets a client that is still sending read why it was refused.
  void drain();
  /// \returns the address of the client, without port
  std::string peer() const;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Wait { ready, timeout, stop };
  Wait wait(short events, Clock::time_point until, bool heed_stop) const;
  bool read_some(Clock::time_point until, bool heed_stop);
  std::optional<Incoming> refuse(int status, const char* reason) const;
  bool read_body(Incoming& incoming, Clock::time_point until);

  int m_socket;
  int m_stop_fd;
  const Limits& m_limits;
  std::string m_buffer;  ///< read and not yet handed on
  /// When a request that has begun must have arrived, once the server is to stop.
  Clock::time_point m_stop_until = Clock::time_point::max();
  bool m_timed_out = false;
  bool m_first = true;
};

}  // namespace selfopt::http
