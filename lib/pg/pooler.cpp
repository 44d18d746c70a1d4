#include "pg/pooler.hpp"

#include <charconv>
#include <chrono>
#include <memory>
#include <poll.h>
#include <string_view>

#include <libpq-fe.h>

#include <selfopt/error.hpp>

namespace selfopt::pg {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A pooler with a free session answers at once; one without lets its clients wait for minutes.
constexpr milliseconds k_patience{2000};

// \returns whether the answer is complete
bool wait_for_answer(PGconn* connection) {
  const auto deadline = steady_clock::now() + k_patience;
  while (PQisBusy(connection) != 0) {
    const auto left =
        std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
    pollfd socket{PQsocket(connection), POLLIN, 0};
    if (left <= 0 || poll(&socket, 1, static_cast<int>(left)) < 0) return false;
    if (PQconsumeInput(connection) == 0) return false;
  }
  return true;
}

// \returns the process that a new connection meets, or 0 if that cannot be found out soon
int process_of_another(const std::string& conninfo) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(conninfo.c_str()),
                                                                PQfinish);
  if (PQstatus(connection.get()) != CONNECTION_OK) return 0;
  if (PQsendQuery(connection.get(), "select pg_catalog.pg_backend_pid()") == 0 ||
      !wait_for_answer(connection.get()))
    return 0;
  const std::unique_ptr<PGresult, decltype(&PQclear)> answer(PQgetResult(connection.get()),
                                                             PQclear);
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) return 0;
  const std::string_view text = PQgetvalue(answer.get(), 0, 0);
  int process = 0;
  std::from_chars(text.data(), text.data() + text.size(), process);
  return process;
}

}  // namespace

void demand_own_session(const std::string& conninfo, int announced,
                        const std::function<int()>& ask_process) {
  const int process = ask_process();
  if (process == announced) return;
  const int other = process_of_another(conninfo);
  const int again = ask_process();
  if (again == process && other != process) return;
  throw Error(ErrorKind::refused,
              "the connection goes through a pooler that shares sessions (PgBouncer?)",
              "Settings, prepared statements and imagined indexes would be lost between "
              "transactions, or met by other clients.",
              "Connect to the server itself, or through a pool whose pool_mode is session.");
}

}  // namespace selfopt::pg
