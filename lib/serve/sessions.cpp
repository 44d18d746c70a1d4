#include "serve/sessions.hpp"

#include "pg/conninfo.hpp"
#include "pg/watch_store.hpp"

namespace selfopt::serving {
namespace {

constexpr std::chrono::seconds k_statement_timeout{15};
// A server that does not answer must not cost every request the time to find out.
constexpr std::chrono::seconds k_no_second_try{1};
constexpr std::size_t k_most_free = 4;

}  // namespace

Sessions::Sessions(Database database) : m_database(std::move(database)) {
  m_database.conninfo = pg::with_setting(m_database.conninfo, "connect_timeout", "3");
}

std::unique_ptr<pg::Session> Sessions::take() {
  std::unique_ptr<pg::Session> session;
  {
    const std::lock_guard lock(m_mutex);
    if (m_failure && Clock::now() - m_failed_at < k_no_second_try) throw Error(*m_failure);
    if (!m_free.empty()) {
      session = std::move(m_free.back());
      m_free.pop_back();
    }
  }
  if (!session) return connect();
  try {
    pg::database_name(*session);
    return session;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
  }
  session.reset();
  {
    // The others were lost with it, as a rule.
    const std::lock_guard lock(m_mutex);
    m_free.clear();
  }
  return connect();
}

std::unique_ptr<pg::Session> Sessions::connect() {
  try {
    auto session = std::make_unique<pg::Session>(m_database, k_statement_timeout);
    session->forbid_writes();
    const std::lock_guard lock(m_mutex);
    m_failure.reset();
    return session;
  } catch (const Error& error) {
    const std::lock_guard lock(m_mutex);
    m_failure = error;
    m_failed_at = Clock::now();
    throw;
  }
}

void Sessions::give_back(std::unique_ptr<pg::Session> session) {
  const std::lock_guard lock(m_mutex);
  if (m_free.size() < k_most_free) m_free.push_back(std::move(session));
}

}  // namespace selfopt::serving
