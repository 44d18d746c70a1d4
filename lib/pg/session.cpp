#include "pg/session.hpp"

#include <fmt/format.h>

#include <selfopt/connect.hpp>

#include "pg/pooler.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

std::unique_ptr<Session::Impl> connect(const Database& database) {
  try {
    return std::make_unique<Session::Impl>(database.conninfo);
  } catch (const pqxx::broken_connection& error) {
    throw connection_error(error.what(), describe_conninfo(database.conninfo));
  } catch (const pqxx::sql_error& error) {
    throw connection_error(error.what(), describe_conninfo(database.conninfo));
  }
}

}  // namespace

Session::Session(const Database& database, std::chrono::milliseconds statement_timeout)
    : m_impl(connect(database)) {
  m_impl->patience = AnswerDeadline::after(statement_timeout);
  demand_own_session(database.conninfo, m_impl->connection.backendpid(), [this] {
    return run(*this, "select pg_catalog.pg_backend_pid()")[0][0].as<int>();
  });
  // A setting of the role or database could be anything, so each is set, not assumed. Names of ours
  // are written with their schema; nobody's search_path can slip another object under them.
  run(*this, fmt::format("set statement_timeout = {}", statement_timeout.count()));
  run(*this, "set lock_timeout = '5s'");
  run(*this, "set idle_in_transaction_session_timeout = '5min'");
  run(*this, "set client_min_messages = 'warning'");
  run(*this, "set client_encoding = 'UTF8'");
}

void Session::forbid_writes() {
  run(*this, "set default_transaction_read_only = on");
}

int Session::server_version() const {
  return m_impl->connection.server_version();
}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

}  // namespace selfopt::pg
