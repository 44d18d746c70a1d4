#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/distribution.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// While one lives, asks the workers of a Citus cluster each second whether they are there. The
/// coordinator waits for one that hangs as long as nobody stops it: neither lock_timeout nor
/// statement_timeout of its session reach that wait in all cases.
class NodePulse {
 public:
  struct Silence {
    std::string node;  ///< "host:port"
    std::chrono::milliseconds lasted{0};
  };

  /// \param coordinator the database there; without Citus nothing is asked
  explicit NodePulse(const Database& coordinator);
  ~NodePulse() = default;  // the thread is asked to stop and joined
  NodePulse(const NodePulse&) = delete;
  NodePulse& operator=(const NodePulse&) = delete;

  /// \returns the node that has been silent for longest now, if any is
  std::optional<Silence> silence() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Node {
    CitusNode known;
    std::unique_ptr<Session> session;
    std::optional<Clock::time_point> silent_since;
  };
  void listen(const std::stop_token& stop);
  bool answers(Node& node) const;

  Database m_coordinator;
  std::vector<Node> m_nodes;
  mutable std::mutex m_mutex;  // of all `silent_since`
  std::jthread m_thread;       // last: it uses the others
};

}  // namespace selfopt::pg
