#pragma once

#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include <selfopt/error.hpp>
#include <selfopt/nouns/database.hpp>

#include "pg/node_pulse.hpp"
#include "pg/wire.hpp"

namespace selfopt::etl {

/// Ends the connections of a load when a node of the Citus cluster has not answered for half a
/// minute: the coordinator would wait for it for ever, and so would we.
class NodeGuard {
 public:
  explicit NodeGuard(const Database& coordinator);
  ~NodeGuard() = default;  // the thread is asked to stop and joined
  NodeGuard(const NodeGuard&) = delete;
  NodeGuard& operator=(const NodeGuard&) = delete;

  /// A connection that is ended then, as long as this lives.
  class Guarded {
   public:
    /// \param guard null: there are no nodes
    Guarded(NodeGuard* guard, pg::Wire& wire);
    ~Guarded();
    Guarded(const Guarded&) = delete;
    Guarded& operator=(const Guarded&) = delete;

   private:
    NodeGuard* m_guard;
    pg::Wire& m_wire;
  };

  /// \returns why connections were ended, if they were, else \p error
  Error explain(const Error& error) const;

 private:
  void watch(const std::stop_token& stop);

  pg::NodePulse m_pulse;
  mutable std::mutex m_mutex;
  std::set<pg::Wire*> m_wires;
  std::string m_lost;     ///< the node
  std::jthread m_thread;  // last: it uses the others
};

}  // namespace selfopt::etl
