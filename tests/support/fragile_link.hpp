#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace selfopt::test {

/// A way to a server, on a port of its own of this machine, that a test can spoil.
class FragileLink {
 public:
  /// \param host, port where the server listens
  FragileLink(std::string host, int port);
  ~FragileLink();
  FragileLink(const FragileLink&) = delete;
  FragileLink& operator=(const FragileLink&) = delete;

  int port() const { return m_port; }

  /// The server hangs: connections stay and are made, but nothing is passed on.
  void freeze() { m_frozen = true; }
  void thaw() { m_frozen = false; }
  /// The server is gone: connections end, and new ones end at once.
  void go_away();
  void come_back() { m_away = false; }
  /// Ends all connections; new ones are made.
  void cut();
  /// \returns how many connections pass
  std::size_t connections() const;

 private:
  struct Pair {
    int client;
    int server;
  };
  void serve();
  void accept_one();
  bool pass_on(int from, int to) const;
  void close_pair(const Pair& pair) const;

  std::string m_host;
  int m_server_port;
  int m_listener = -1;
  int m_port = 0;
  std::atomic<bool> m_frozen = false;
  std::atomic<bool> m_away = false;
  std::atomic<bool> m_stop = false;
  mutable std::mutex m_mutex;  // of the pairs
  std::vector<Pair> m_pairs;
  std::thread m_thread;
};

}  // namespace selfopt::test
