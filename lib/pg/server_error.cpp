#include "pg/server_error.hpp"

#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "env/signals.hpp"

namespace selfopt::pg {
namespace {

constexpr std::string_view k_insufficient_privilege = "42501";
constexpr std::string_view k_query_canceled = "57014";
constexpr std::string_view k_admin_shutdown = "57P01";
constexpr std::string_view k_on_node = "while executing command on ";

struct Parts {
  std::string message;
  std::string detail;
  std::string hint;
  std::string node;  // of a Citus cluster that said it
};

// Takes "LABEL:  text" apart; the label of a message depends on its severity.
Parts split(const std::string& text) {
  Parts parts;
  std::string* current = &parts.message;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::string_view rest = line;
    const auto take = [&rest](std::string_view label) {
      if (!rest.starts_with(label)) return false;
      rest.remove_prefix(label.size());
      while (!rest.empty() && rest.front() == ' ')
        rest.remove_prefix(1);
      return true;
    };
    if (take("CONTEXT:")) {
      if (rest.starts_with(k_on_node)) parts.node = rest.substr(k_on_node.size());
      current = nullptr;
      continue;
    }
    if (take("DETAIL:")) {
      current = &parts.detail;
    } else if (take("HINT:")) {
      current = &parts.hint;
    } else if (take("LINE ") || line.find_first_not_of(" ^") == std::string::npos) {
      current = nullptr;  // the echo of the statement and where in it: not for the reader
      continue;
    } else if (take("ERROR:") || take("FATAL:") || take("PANIC:")) {
      current = &parts.message;
    }
    if (current == nullptr || rest.empty()) continue;
    if (!current->empty()) *current += '\n';
    *current += rest;
  }
  return parts;
}

}  // namespace

Error server_error(const std::string& text, const std::string& sqlstate) {
  if (sqlstate == k_query_canceled && env::interrupted_by() != 0)
    return Error::interrupted(env::interrupted_by());
  Parts parts = split(text);
  // libpq's own messages, which Citus passes on, go on with lines that explain the first.
  if (const std::size_t end = parts.message.find("\n\t"); end != std::string::npos)
    parts.message.erase(end);
  if (parts.message.empty()) parts.message = "the server closed the connection";
  if (!parts.node.empty()) parts.message += fmt::format(" (on node {})", parts.node);
  if (sqlstate == k_insufficient_privilege)
    return Error(
        ErrorKind::refused, parts.message, parts.detail,
        parts.hint.empty() ? "Ask the owner of the object for the privilege." : parts.hint);
  if (sqlstate == k_admin_shutdown && parts.hint.empty())
    parts.hint = "The server was told to end this connection; run the command again.";
  return Error(ErrorKind::database, parts.message, parts.detail, parts.hint);
}

Error connection_error(const std::string& text, const std::string& described) {
  const Parts parts = split(text);
  std::string hint =
      "Check that the server runs and accepts this connection, for example with "
      "pg_isready or psql and the same options.";
  if (text.find("password") != std::string::npos)
    hint = "Put the password into ~/.pgpass or PGPASSWORD; selfopt has no option for it.";
  return Error(ErrorKind::database, fmt::format("could not connect to {}", described),
               parts.message, hint);
}

}  // namespace selfopt::pg
