#include <utility>

#include <selfopt/error.hpp>

namespace selfopt {

Error::Error(ErrorKind kind, std::string message, std::string detail, std::string hint)
    : m_kind(kind),
      m_message(std::move(message)),
      m_detail(std::move(detail)),
      m_hint(std::move(hint)) {}

Error Error::interrupted(int signal_number) {
  Error error(ErrorKind::interrupted, "stopped on request");
  error.m_signal = signal_number;
  return error;
}

int Error::exit_status() const {
  switch (m_kind) {
    case ErrorKind::usage:
      return 2;
    case ErrorKind::input:
      return 3;
    case ErrorKind::database:
      return 4;
    case ErrorKind::refused:
      return 5;
    case ErrorKind::inconclusive:
      return 6;
    case ErrorKind::internal:
      return 70;
    case ErrorKind::busy:
      return 75;
    case ErrorKind::interrupted:
      return 128 + m_signal;
  }
  return 70;
}

}  // namespace selfopt
