#include "etl/node_guard.hpp"

#include <chrono>
#include <condition_variable>

#include <fmt/format.h>

namespace selfopt::etl {
namespace {

constexpr std::chrono::seconds k_longest_silence{30};
constexpr std::chrono::milliseconds k_look_every{500};

}  // namespace

NodeGuard::NodeGuard(const Database& coordinator)
    : m_pulse(coordinator), m_thread([this](const std::stop_token& stop) { watch(stop); }) {}

void NodeGuard::watch(const std::stop_token& stop) {
  std::condition_variable_any wake;
  std::unique_lock lock(m_mutex);
  while (!wake.wait_for(lock, stop, k_look_every, [&] { return stop.stop_requested(); })) {
    const auto silence = m_pulse.silence();
    if (!silence || silence->lasted < k_longest_silence) continue;
    m_lost = silence->node;
    for (pg::Wire* wire : m_wires)
      wire->abandon();
    m_wires.clear();
  }
}

Error NodeGuard::explain(const Error& error) const {
  const std::lock_guard lock(m_mutex);
  if (m_lost.empty() || error.kind() != ErrorKind::database) return error;
  return Error(ErrorKind::database,
               fmt::format("node {} has not answered for {} s, so the load was given up", m_lost,
                           k_longest_silence.count()),
               {}, "Nothing was loaded. When the node is back, run the command again.");
}

NodeGuard::Guarded::Guarded(NodeGuard* guard, pg::Wire& wire) : m_guard(guard), m_wire(wire) {
  if (guard == nullptr) return;
  const std::lock_guard lock(guard->m_mutex);
  guard->m_wires.insert(&wire);
}

NodeGuard::Guarded::~Guarded() {
  if (m_guard == nullptr) return;
  const std::lock_guard lock(m_guard->m_mutex);
  m_guard->m_wires.erase(&m_wire);
}

}  // namespace selfopt::etl
