#include "http/connection.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace selfopt::http {
namespace {

constexpr std::string_view k_head_end = "\r\n\r\n";
constexpr std::size_t k_chunk = 16 * 1024;
// How long a server that is to stop waits for the rest of a request.
constexpr std::chrono::seconds k_last_wait{1};

}  // namespace

Connection::Connection(int socket, int stop_fd, const Limits& limits)
    : m_socket(socket), m_stop_fd(stop_fd), m_limits(limits) {}

Connection::~Connection() {
  ::shutdown(m_socket, SHUT_RDWR);
  ::close(m_socket);
}

Connection::Wait Connection::wait(short events, Clock::time_point until, bool heed_stop) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    std::array<pollfd, 2> watched{{{m_socket, events, 0}, {m_stop_fd, POLLIN, 0}}};
    const int ready = ::poll(watched.data(), heed_stop ? 2 : 1,
                             static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Wait::timeout;
    return watched[0].revents != 0 ? Wait::ready : Wait::stop;
  }
}

bool Connection::read_some(Clock::time_point until, bool heed_stop) {
  Wait waited =
      wait(POLLIN, std::min(until, m_stop_until), m_stop_until == Clock::time_point::max());
  if (waited == Wait::stop && !heed_stop) {
    m_stop_until = Clock::now() + k_last_wait;
    waited = wait(POLLIN, std::min(until, m_stop_until), false);
  }
  m_timed_out = waited == Wait::timeout;
  if (waited != Wait::ready) return false;
  std::array<char, k_chunk> bytes{};
  const ssize_t count = ::recv(m_socket, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  m_buffer.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<Incoming> Connection::refuse(int status, const char* reason) const {
  Incoming incoming;
  incoming.head.status = status;
  incoming.head.reason = reason;
  return incoming;
}

std::optional<Incoming> Connection::receive() {
  // A request whose first byte is there is read and answered even if the server is to stop, if the
  // rest does not take long.
  const auto first_byte = Clock::now() + (m_first ? m_limits.arrival : m_limits.idle);
  m_first = false;
  while (m_buffer.empty())
    if (!read_some(first_byte, true)) return std::nullopt;
  const auto until = Clock::now() + m_limits.arrival;
  std::size_t looked_at = 0;
  std::size_t end = std::string::npos;
  while ((end = m_buffer.find(k_head_end, looked_at)) == std::string::npos) {
    if (m_buffer.size() > m_limits.head_bytes) return refuse(431, "the headers are too large");
    looked_at = m_buffer.size() - std::min(m_buffer.size(), k_head_end.size() - 1);
    if (!read_some(until, false))
      return m_timed_out ? refuse(408, "the request did not arrive in time") : std::nullopt;
  }
  if (end > m_limits.head_bytes) return refuse(431, "the headers are too large");
  Incoming incoming;
  incoming.head =
      read_head(std::string_view(m_buffer).substr(0, end + k_head_end.size()), m_limits.body_bytes);
  m_buffer.erase(0, end + k_head_end.size());
  if (incoming.head.status == 0 && !read_body(incoming, until))
    return m_timed_out ? refuse(408, "the request did not arrive in time") : std::nullopt;
  return incoming;
}

bool Connection::read_body(Incoming& incoming, Clock::time_point until) {
  const std::size_t wanted = incoming.head.body_bytes;
  if (incoming.head.expects_continue && m_buffer.size() < wanted &&
      !send("HTTP/1.1 100 Continue\r\n\r\n"))
    return false;
  while (m_buffer.size() < wanted)
    if (!read_some(until, false)) return false;
  incoming.body = m_buffer.substr(0, wanted);
  m_buffer.erase(0, wanted);
  return true;
}

bool Connection::send(std::string_view bytes) {
  const auto until = Clock::now() + m_limits.departure;
  while (!bytes.empty()) {
    const ssize_t count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      if (wait(POLLOUT, until, false) != Wait::ready) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

// Closing a socket that has unread bytes resets the connection, and with it goes the answer.
void Connection::drain() {
  constexpr std::chrono::milliseconds k_patience{500};
  ::shutdown(m_socket, SHUT_WR);
  const auto until = Clock::now() + k_patience;
  std::size_t left = 4 * m_limits.body_bytes;
  do {
    left -= std::min(left, m_buffer.size());
    m_buffer.clear();
  } while (left > 0 && read_some(until, true));
}

std::string Connection::peer() const {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  void* const raw = &address;
  if (::getpeername(m_socket, static_cast<sockaddr*>(raw), &length) != 0) return "-";
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* const host =
      address.ss_family == AF_INET6
          ? static_cast<const void*>(&static_cast<sockaddr_in6*>(raw)->sin6_addr)
          : &static_cast<sockaddr_in*>(raw)->sin_addr;
  ::inet_ntop(address.ss_family, host, text.data(), text.size());
  return text.data();
}

}  // namespace selfopt::http
