#include "pg/wire.hpp"

#include <array>
#include <charconv>
#include <sys/socket.h>

#include <fmt/format.h>
#include <libpq-fe.h>

#include <selfopt/connect.hpp>

#include "env/signals.hpp"
#include "pg/answer_deadline.hpp"
#include "pg/own_statement.hpp"
#include "pg/pooler.hpp"
#include "pg/server_error.hpp"

namespace selfopt::pg {
namespace {

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
using Text = std::unique_ptr<char, decltype(&PQfreemem)>;

std::int64_t to_count(const char* text) {
  std::int64_t count = 0;
  const std::string_view digits = text == nullptr ? "" : text;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return count;
}

// 57P01 to 57P03: an administrator or the end of the server, another's crash, a server that starts.
bool is_farewell(const char* sqlstate) {
  return sqlstate != nullptr && std::string_view(sqlstate).starts_with("57P0");
}

std::vector<const char*> pointers(const std::vector<std::optional<std::string>>& values) {
  std::vector<const char*> result;
  result.reserve(values.size());
  for (const auto& value : values)
    result.push_back(value ? value->c_str() : nullptr);
  return result;
}

}  // namespace

struct Wire::Impl {
  explicit Impl(const Database& database)
      : connection(PQconnectdb(database.conninfo.c_str()), PQfinish) {
    if (PQstatus(connection.get()) != CONNECTION_OK)
      throw connection_error(PQerrorMessage(connection.get()),
                             describe_conninfo(database.conninfo));
    cancel.reset(PQgetCancel(connection.get()));
    // Warnings of the server would otherwise go to standard error as they are. One of them is a
    // backend's last word before it ends because the server does.
    PQsetNoticeReceiver(
        connection.get(),
        [](void* self, const PGresult* notice) {
          const char* sqlstate = PQresultErrorField(notice, PG_DIAG_SQLSTATE);
          if (is_farewell(sqlstate)) static_cast<Impl*>(self)->farewell = sqlstate;
        },
        this);
  }

  void cancel_running() const {
    std::array<char, 256> ignored{};
    PQcancel(cancel.get(), ignored.data(), static_cast<int>(ignored.size()));
  }

  // Takes all results of what was sent, so that the connection can be used again.
  // \throws the first failure: after it come only its consequences
  template <typename OnResult>
  void read_results(OnResult on_result) {
    std::optional<Error> failure;
    while (PGresult* raw = PQgetResult(connection.get())) {
      if (failure) {
        PQclear(raw);
        continue;
      }
      try {
        on_result(check(raw).get());
      } catch (const Error& error) {
        failure = error;
      }
    }
    if (failure) throw *failure;
  }

  // Takes the result if it is good; throws what the server said if not.
  Result check(PGresult* raw) {
    Result result(raw, PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN ||
        status == PGRES_SINGLE_TUPLE)
      return result;
    const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const char* context = PQresultErrorField(result.get(), PG_DIAG_CONTEXT);
    error_context = context == nullptr ? "" : context;
    error_sqlstate = sqlstate == nullptr ? "" : sqlstate;
    if (is_farewell(sqlstate)) farewell = sqlstate;
    // What has no code was said by libpq, not by the server. It may hold the connection to be good
    // although it could not write.
    if (sqlstate == nullptr) broken = true;
    error_position =
        static_cast<int>(to_count(PQresultErrorField(result.get(), PG_DIAG_STATEMENT_POSITION)));
    const char* message = result ? PQresultErrorMessage(result.get()) : "";
    if (message == nullptr || *message == '\0') message = PQerrorMessage(connection.get());
    throw server_error(message, error_sqlstate);
  }

  // Does \p work, which waits for one answer, and says so if it was waited for in vain.
  template <typename Work>
  auto within_patience(Work work) {
    const AnswerDeadline deadline(PQsocket(connection.get()), patience);
    try {
      return work();
    } catch (const Error&) {
      if (deadline.passed()) throw deadline.error();
      throw;
    }
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection;
  std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel{nullptr, PQfreeCancel};
  env::OnInterrupt on_interrupt{[this] { cancel_running(); }};
  bool copying = false;
  int error_position = 0;
  std::string error_context;
  std::string error_sqlstate;
  bool broken = false;
  std::chrono::milliseconds patience{0};  // with each statement; 0: no end
  std::string farewell;  // why the server ended the connection, if it was not for us
};

Wire::Wire(const Database& database, std::chrono::milliseconds statement_timeout)
    : m_impl(std::make_unique<Impl>(database)) {
  demand_own_session(database.conninfo, backend_pid(), [this] {
    const auto answer = execute("select pg_catalog.pg_backend_pid()");
    return static_cast<int>(to_count(answer.rows.at(0).at(0).value_or("").c_str()));
  });
  set_statement_timeout(statement_timeout);
  execute("set lock_timeout = '5s'");
  execute("set client_min_messages = 'warning'");
  execute("set client_encoding = 'UTF8'");
}

Wire::~Wire() = default;

WireRows Wire::execute(const std::string& sql,
                       const std::vector<std::optional<std::string>>& values) {
  env::throw_if_interrupted();
  const auto bound = pointers(values);
  const std::string text = marked(sql);
  const Result result = m_impl->within_patience([&] {
    return m_impl->check(PQexecParams(m_impl->connection.get(), text.c_str(),
                                      static_cast<int>(bound.size()), nullptr, bound.data(),
                                      nullptr, nullptr, 0));
  });
  WireRows out;
  const int columns = PQnfields(result.get());
  const int rows = PQntuples(result.get());
  out.rows.reserve(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    auto& values_of_row = out.rows.emplace_back();
    for (int column = 0; column < columns; ++column) {
      if (PQgetisnull(result.get(), row, column) != 0)
        values_of_row.emplace_back(std::nullopt);
      else
        values_of_row.emplace_back(PQgetvalue(result.get(), row, column));
    }
  }
  out.command_tag = PQcmdStatus(result.get());
  out.affected = to_count(PQcmdTuples(result.get()));
  return out;
}

void Wire::prepare(const std::string& name, const std::string& user_sql) {
  env::throw_if_interrupted();
  m_impl->within_patience([&] {
    return m_impl->check(
        PQprepare(m_impl->connection.get(), name.c_str(), user_sql.c_str(), 0, nullptr));
  });
}

std::vector<std::uint32_t> Wire::parameter_types(const std::string& name) {
  const Result result = m_impl->check(PQdescribePrepared(m_impl->connection.get(), name.c_str()));
  std::vector<std::uint32_t> types;
  for (int i = 0; i < PQnparams(result.get()); ++i)
    types.push_back(PQparamtype(result.get(), i));
  return types;
}

std::vector<std::string> Wire::column_names(const std::string& name) {
  const Result result = m_impl->check(PQdescribePrepared(m_impl->connection.get(), name.c_str()));
  std::vector<std::string> names;
  for (int i = 0; i < PQnfields(result.get()); ++i)
    names.emplace_back(PQfname(result.get(), i));
  return names;
}

std::int64_t Wire::run_prepared(const std::string& name,
                                const std::vector<std::optional<std::string>>& values) {
  env::throw_if_interrupted();
  PGconn* connection = m_impl->connection.get();
  const auto bound = pointers(values);
  if (PQsendQueryPrepared(connection, name.c_str(), static_cast<int>(bound.size()), bound.data(),
                          nullptr, nullptr, 1) == 0) {
    m_impl->broken = true;
    throw server_error(PQerrorMessage(connection), {});
  }
  PQsetSingleRowMode(connection);
  std::int64_t rows = 0;
  m_impl->within_patience([&] {
    m_impl->read_results([&rows](PGresult* result) {
      if (PQresultStatus(result) == PGRES_SINGLE_TUPLE)
        ++rows;
      else if (PQresultStatus(result) == PGRES_COMMAND_OK)
        rows = to_count(PQcmdTuples(result));
    });
  });
  return rows;
}

void Wire::copy_begin(const std::string& copy_sql) {
  env::throw_if_interrupted();
  m_impl->check(PQexec(m_impl->connection.get(), copy_sql.c_str()));
  m_impl->copying = true;
}

void Wire::copy_send(std::string_view bytes) {
  env::throw_if_interrupted();
  if (PQputCopyData(m_impl->connection.get(), bytes.data(), static_cast<int>(bytes.size())) == 1)
    return;
  throw server_error(PQerrorMessage(m_impl->connection.get()), {});
}

std::int64_t Wire::copy_end() {
  PGconn* connection = m_impl->connection.get();
  m_impl->copying = false;
  if (PQputCopyEnd(connection, nullptr) != 1) throw server_error(PQerrorMessage(connection), {});
  std::int64_t rows = 0;
  m_impl->read_results([&rows](PGresult* result) { rows = to_count(PQcmdTuples(result)); });
  return rows;
}

void Wire::copy_abort(const std::string& reason) noexcept {
  if (!m_impl->copying) return;
  m_impl->copying = false;
  PQputCopyEnd(m_impl->connection.get(), reason.c_str());
  while (PGresult* raw = PQgetResult(m_impl->connection.get()))
    PQclear(raw);
}

void Wire::leave_out_of_statistics() {
  try {
    execute("set pg_stat_statements.track = 'none'");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::refused) throw;
  }
}

void Wire::set_statement_timeout(std::chrono::milliseconds timeout) {
  expect_answers_within(timeout);
  execute(fmt::format("set statement_timeout = {}", timeout.count()));
}

void Wire::expect_answers_within(std::chrono::milliseconds timeout) {
  m_impl->patience = AnswerDeadline::after(timeout);
}

void Wire::abandon() {
  shutdown(PQsocket(m_impl->connection.get()), SHUT_RDWR);
}

std::string Wire::quote_name(std::string_view name) const {
  const Text quoted(PQescapeIdentifier(m_impl->connection.get(), name.data(), name.size()),
                    PQfreemem);
  if (quoted == nullptr) throw server_error(PQerrorMessage(m_impl->connection.get()), {});
  return quoted.get();
}

std::string Wire::quote_literal(std::string_view value) const {
  const Text quoted(PQescapeLiteral(m_impl->connection.get(), value.data(), value.size()),
                    PQfreemem);
  if (quoted == nullptr) throw server_error(PQerrorMessage(m_impl->connection.get()), {});
  return quoted.get();
}

int Wire::server_version() const {
  return PQserverVersion(m_impl->connection.get());
}
int Wire::backend_pid() const {
  return PQbackendPID(m_impl->connection.get());
}
bool Wire::on_this_host() const {
  const PGconn* connection = m_impl->connection.get();
  const char* host = PQhost(connection);
  if (host != nullptr && (*host == '/' || *host == '@')) return true;  // @: an abstract socket
  const char* found = PQhostaddr(connection);
  const std::string_view address = found == nullptr ? "" : found;
  return address == "::1" || address.starts_with("127.");
}
bool Wire::alive() const {
  return PQstatus(m_impl->connection.get()) == CONNECTION_OK && !m_impl->broken &&
         m_impl->farewell.empty();
}
bool Wire::ended_for_others() const {
  return !alive() && !m_impl->farewell.empty();
}
int Wire::error_position() const {
  return m_impl->error_position;
}

const std::string& Wire::error_context() const {
  return m_impl->error_context;
}

const std::string& Wire::error_sqlstate() const {
  return m_impl->error_sqlstate;
}

}  // namespace selfopt::pg
