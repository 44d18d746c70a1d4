#pragma once

#include <exception>
#include <string>

namespace selfopt {

/// Why a command cannot go on. Each kind has one exit status (see exit_status).
enum class ErrorKind {
  usage,         ///< unknown option, contradictory options, bad configuration
  input,         ///< a file that is missing, unreadable or not what it should be
  database,      ///< the server is unreachable, or a statement failed
  refused,       ///< refused for safety, or a privilege or extension is missing
  inconclusive,  ///< the question has no answer with what there is
  internal,      ///< a fault of selfopt itself
  busy,          ///< another selfopt holds the lock: try again later
  interrupted,   ///< a signal asked us to stop
};

/// The one exception type of selfopt.
///
/// `message` is in PostgreSQL's style: lower case, no final stop, names in double quotes, and
/// FILE:LINE:COLUMN in front where there is one. `detail` says more about the cause; `hint` is a
/// sentence that says what to do. Both may be empty.
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message, std::string detail = {}, std::string hint = {});

  /// A stop asked for by \p signal_number, for example SIGINT.
  static Error interrupted(int signal_number);

  ErrorKind kind() const { return m_kind; }
  const std::string& message() const { return m_message; }
  const std::string& detail() const { return m_detail; }
  const std::string& hint() const { return m_hint; }

  /// \returns the status the program ends with: 2 usage, 3 input, 4 database, 5 refused,
  ///          6 inconclusive, 70 internal, 75 busy, 128 + signal number when interrupted.
  int exit_status() const;

  const char* what() const noexcept override { return m_message.c_str(); }

 private:
  ErrorKind m_kind;
  std::string m_message;
  std::string m_detail;
  std::string m_hint;
  int m_signal = 0;
};

}  // namespace selfopt
