#include "pg/node_pulse.hpp"

#include <condition_variable>

#include <selfopt/error.hpp>

#include "pg/answer_deadline.hpp"
#include "pg/conninfo.hpp"
#include "pg/distribution.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr std::chrono::seconds k_ask_every{1};
constexpr std::chrono::seconds k_wait{5};

}  // namespace

NodePulse::NodePulse(const Database& coordinator) : m_coordinator(coordinator) {
  Session session(coordinator);
  for (const CitusNode& node : read_distribution(session).nodes)
    if (!node.coordinator && node.active) m_nodes.push_back({node, nullptr, std::nullopt});
  if (!m_nodes.empty())
    m_thread = std::jthread([this](const std::stop_token& stop) { listen(stop); });
}

std::optional<NodePulse::Silence> NodePulse::silence() const {
  const std::lock_guard lock(m_mutex);
  std::optional<Silence> longest;
  for (const Node& node : m_nodes) {
    if (!node.silent_since) continue;
    const auto lasted =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - *node.silent_since);
    if (!longest || lasted > longest->lasted) longest = {node.known.name(), lasted};
  }
  return longest;
}

void NodePulse::listen(const std::stop_token& stop) {
  std::condition_variable_any wake;
  do {
    for (Node& node : m_nodes) {
      const auto asked = Clock::now();
      const bool is_there = answers(node);
      const std::lock_guard lock(m_mutex);
      if (is_there)
        node.silent_since.reset();
      else if (!node.silent_since)
        node.silent_since = asked;
    }
    std::unique_lock asleep(m_mutex);
    wake.wait_for(asleep, stop, k_ask_every, [] { return false; });
  } while (!stop.stop_requested());
}

bool NodePulse::answers(Node& node) const {
  try {
    if (node.session == nullptr) {
      Database there = node_database(m_coordinator, node.known);
      there.conninfo =
          with_setting(there.conninfo, "connect_timeout", std::to_string(k_wait.count()));
      node.session = std::make_unique<Session>(there, k_wait);
    }
    const AnswerDeadline deadline(node.session->impl().connection.sock(), k_wait);
    run(*node.session, "select 1");
    return true;
  } catch (const Error&) {  // also that we are to stop, which others notice, too
    node.session.reset();
    return false;
  }
}

}  // namespace selfopt::pg
