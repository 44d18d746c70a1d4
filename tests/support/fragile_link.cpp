#include "support/fragile_link.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace selfopt::test {
namespace {

constexpr int k_tick_ms = 20;

sockaddr_in address(const std::string& host, int port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &result.sin_addr) != 1)
    throw std::runtime_error("a link leads to an IPv4 address, not to " + host);
  return result;
}

template <typename Call>
int with_address(Call call, sockaddr_in& where) {
  return call(reinterpret_cast<sockaddr*>(&where), static_cast<socklen_t>(sizeof where));
}

}  // namespace

FragileLink::FragileLink(std::string host, int port)
    : m_host(std::move(host)), m_server_port(port), m_listener(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in here = address("127.0.0.1", 0);
  socklen_t size = sizeof here;
  if (with_address([&](auto* to, socklen_t n) { return bind(m_listener, to, n); }, here) != 0 ||
      listen(m_listener, 64) != 0 ||
      getsockname(m_listener, reinterpret_cast<sockaddr*>(&here), &size) != 0)
    throw std::runtime_error("no port for a link");
  m_port = ntohs(here.sin_port);
  m_thread = std::thread([this] { serve(); });
}

FragileLink::~FragileLink() {
  m_stop = true;
  m_thread.join();
  cut();
  close(m_listener);
}

void FragileLink::go_away() {
  m_away = true;
  cut();
}

void FragileLink::cut() {
  const std::lock_guard lock(m_mutex);
  for (const Pair& pair : m_pairs)
    close_pair(pair);
  m_pairs.clear();
}

std::size_t FragileLink::connections() const {
  const std::lock_guard lock(m_mutex);
  return m_pairs.size();
}

// Nothing waits here for long: a pair that is closed by a test must not be polled for.
void FragileLink::serve() {
  while (!m_stop) {
    std::vector<pollfd> polled{{m_listener, POLLIN, 0}};
    {
      const std::lock_guard lock(m_mutex);
      if (!m_frozen)
        for (const Pair& pair : m_pairs) {
          polled.push_back({pair.client, POLLIN, 0});
          polled.push_back({pair.server, POLLIN, 0});
        }
    }
    poll(polled.data(), polled.size(), k_tick_ms);
    if (polled.front().revents != 0) accept_one();
    if (m_frozen) continue;
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_pairs, [&](const Pair& pair) {
      if (pass_on(pair.client, pair.server) && pass_on(pair.server, pair.client)) return false;
      close_pair(pair);
      return true;
    });
  }
}

void FragileLink::accept_one() {
  const int client = accept(m_listener, nullptr, nullptr);
  if (client < 0) return;
  const int server = m_away ? -1 : socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in there = address(m_host, m_server_port);
  if (server < 0 ||
      with_address([&](auto* to, socklen_t n) { return connect(server, to, n); }, there) != 0) {
    close_pair({client, server});
    return;
  }
  const std::lock_guard lock(m_mutex);
  m_pairs.push_back({client, server});
}

// Returns false when the connection is over.
bool FragileLink::pass_on(int from, int to) const {
  std::array<char, 65536> bytes{};
  const ssize_t got = recv(from, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  for (ssize_t sent = 0; sent < got;) {
    const ssize_t more =
        send(to, bytes.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (more <= 0) return false;
    sent += more;
  }
  return got > 0;
}

void FragileLink::close_pair(const Pair& pair) const {
  close(pair.client);
  if (pair.server >= 0) close(pair.server);
}

}  // namespace selfopt::test
