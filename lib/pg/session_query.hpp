#pragma once

// For this room only: how the named functions of pg/ run their statements.

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <pqxx/pqxx>

#include "env/signals.hpp"
#include "pg/answer_deadline.hpp"
#include "pg/own_statement.hpp"
#include "pg/server_error.hpp"
#include "pg/session.hpp"

namespace selfopt::pg {

struct Session::Impl {
  explicit Impl(const std::string& conninfo)
      : connection(conninfo), on_interrupt([this] { connection.cancel_query(); }) {}
  pqxx::connection connection;
  env::OnInterrupt on_interrupt;
  std::chrono::milliseconds patience{0};  ///< with each statement; 0: no end
};

/// libpqxx 6.4 forgets the state of some errors whose class says it.
inline std::string state_of(const pqxx::sql_error& error) {
  if (!error.sqlstate().empty()) return error.sqlstate();
  return dynamic_cast<const pqxx::insufficient_privilege*>(&error) == nullptr ? "" : "42501";
}

/// Runs one statement with bound values in \p transaction. libpqxx 6 and 7 spell it differently.
template <typename... Args>
pqxx::result run(pqxx::transaction_base& transaction, const std::string& sql, Args&&... args) {
  try {
#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 9)
    return transaction.exec(marked(sql), pqxx::params(std::forward<Args>(args)...));
#else
    return transaction.exec_params(marked(sql), std::forward<Args>(args)...);
#endif
  } catch (const pqxx::sql_error& error) {
    throw server_error(error.what(), state_of(error));
  } catch (const pqxx::failure& error) {  // a lost connection, a deadlock, a commit in doubt
    throw server_error(error.what(), {});
  }
}

/// Runs one statement with bound values on its own, outside a transaction block.
template <typename... Args>
pqxx::result run(Session& session, const std::string& sql, Args&&... args) {
  Session::Impl& impl = session.impl();
  const AnswerDeadline deadline(impl.connection.sock(), impl.patience);
  try {
    pqxx::nontransaction transaction(impl.connection);
    return run(transaction, sql, std::forward<Args>(args)...);
  } catch (const Error&) {
    if (deadline.passed()) throw deadline.error();
    throw;
  } catch (const pqxx::failure& error) {  // libpqxx 6 may notice here that the connection is lost
    if (deadline.passed()) throw deadline.error();
    throw server_error(error.what(), {});
  }
}

inline std::optional<std::string> text_or_null(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional(field.as<std::string>());
}

/// Runs \p work in one transaction and commits it.
template <typename Work>
void in_transaction(Session& session, Work work) {
  try {
    pqxx::work transaction(session.impl().connection);
    work(transaction);
    transaction.commit();
  } catch (const pqxx::sql_error& error) {
    throw server_error(error.what(), state_of(error));
  } catch (const pqxx::failure& error) {  // a lost connection, a deadlock, a commit in doubt
    throw server_error(error.what(), {});
  }
}

}  // namespace selfopt::pg
