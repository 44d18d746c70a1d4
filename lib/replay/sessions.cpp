#include "replay/sessions.hpp"

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "pg/connect_again.hpp"

namespace selfopt {

Sessions::Sessions(const Database& database, std::chrono::milliseconds timeout,
                   pg::ReplayAccess access, std::size_t count)
    : m_database(database), m_timeout(timeout), m_access(access) {
  for (std::size_t i = 0; i < count; ++i)
    m_sessions.push_back(connect());
}

std::unique_ptr<pg::ReplaySession> Sessions::connect() const {
  return std::make_unique<pg::ReplaySession>(m_database, m_timeout, m_access);
}

Sessions::Loss Sessions::renew_if_lost(std::size_t place, const Error& error) {
  auto& session = m_sessions[place];
  if (error.kind() == ErrorKind::interrupted || session->alive()) return Loss::none;
  const Loss loss = session->ended_for_others() ? Loss::for_others : Loss::unexplained;
  log::notice("the connection was lost ({}); going on with a new one", error.message());
  session = pg::connect_again([this] { return connect(); });
  return loss;
}

}  // namespace selfopt
