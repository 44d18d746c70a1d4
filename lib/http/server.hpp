#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/limits.hpp"
#include "http/message.hpp"

namespace selfopt::http {

/// An HTTP server that no client can keep from serving the others (limits.hpp).
///
/// Each connection has a thread that waits for its client; what is asked is worked out by a few
/// other threads. Each answer makes a line of the log.
class Server {
 public:
  using Answer = std::function<Response(const Request&)>;

  /// Begins to listen; nobody is answered before run().
  /// \param port    0: one that is free
  /// \param workers how many threads answer
  /// \param answer  is called by several threads at the same time; what it throws becomes a 500
  /// \throws Error{usage} if the address cannot be listened on
  Server(const std::string& host, int port, const Limits& limits, std::size_t workers,
         Answer answer);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  /// Serves until stop() is called; requests that have begun to arrive are still answered.
  void run();
  /// May be called from any thread.
  void stop() noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace selfopt::http
