#include "http/server.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <httplib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/units.hpp>

#include "http/connection.hpp"
#include "http/threads.hpp"

namespace selfopt::http {
namespace {

using Clock = std::chrono::steady_clock;

// A request that has been read, and its answer, as the library's stream.
class MemoryStream : public httplib::Stream {
 public:
  explicit MemoryStream(std::string request) : m_request(std::move(request)) {}

  bool is_readable() const override { return m_at < m_request.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* bytes, std::size_t size) override {
    const std::size_t count = m_request.copy(bytes, size, m_at);
    m_at += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* bytes, std::size_t size) override {
    m_answer.append(bytes, size);
    return static_cast<ssize_t>(size);
  }
  using httplib::Stream::write;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  const std::string& answer() const { return m_answer; }

 private:
  std::string m_request;
  std::size_t m_at = 0;
  std::string m_answer;
};

Request to_request(const httplib::Request& from) {
  Request request{from.method, from.path, {}, {}, from.body};
  for (const auto& [name, value] : from.params)
    request.parameters.emplace(name, value);
  for (const auto& [name, value] : from.headers)
    request.headers.emplace(lower(name), value);
  return request;
}

void give(const Response& from, httplib::Response& to) {
  to.status = from.status;
  for (const auto& [name, value] : from.headers)
    to.set_header(name, value);
  to.set_content(from.body, from.content_type);
}

std::string refusal(int status, const std::string& reason) {
  const Response response = error_response(status, reason);
  return fmt::format(
      "HTTP/1.1 {} Refused\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
      "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{}",
      status, response.body.size(), response.body);
}

void allow_open_files(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted);
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Whether this thread only turns clients away: there are too many.
thread_local bool t_turns_away = false;

}  // namespace

struct Server::Impl : httplib::Server {
  Impl(const Limits& most, std::size_t worker_count, Answer answerer)
      : limits(most),
        workers(worker_count),
        answer(std::move(answerer)),
        stop_fd(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    constexpr std::size_t k_other_files = 64;
    allow_open_files(limits.connections + k_other_files);
    new_task_queue = [this] { return new Queue(*this); };
    set_payload_max_length(limits.body_bytes);
    set_keep_alive_max_count(limits.requests);
    set_idle_interval(0, k_look_after_us);
    set_tcp_nodelay(true);
    // The library's own choice, SO_REUSEPORT, lets two servers share a port without a word.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    const Handler handle = [this](const httplib::Request& from, httplib::Response& to) {
      give(answer_safely(to_request(from)), to);
    };
    constexpr const char* k_everything = R"([\s\S]*)";
    Get(k_everything, handle);
    Post(k_everything, handle);
    Put(k_everything, handle);
    Patch(k_everything, handle);
    Delete(k_everything, handle);
    Options(k_everything, handle);
    set_error_handler([](const httplib::Request&, httplib::Response& to) {
      if (to.body.empty()) give(error_response(to.status, "the request is none"), to);
    });
    set_logger([](const httplib::Request&, const httplib::Response& to) { t_status = to.status; });
  }
  ~Impl() override { ::close(stop_fd); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // The library lets five clients wait to be accepted; the sixth of a burst would be heard again
  // only a second later.
  void let_bursts_wait() const { ::listen(svr_sock_, static_cast<int>(limits.connections)); }

  // The library takes a queue of tasks and gives it connections.
  class Queue : public httplib::TaskQueue {
   public:
    explicit Queue(Impl& server) : m_server(server), m_threads(server.limits.connections) {}
    // Older versions of the library want no result, newer ones whether the task was taken.
    using Taken = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));
    Taken enqueue(std::function<void()> task) override {
      if (!m_threads.run(task)) {
        t_turns_away = true;
        task();
        t_turns_away = false;
      }
      return static_cast<Taken>(true);
    }
    void shutdown() override { m_threads.join(); }
    void on_idle() override {
      if (m_server.stopping) m_server.httplib::Server::stop();
    }

   private:
    Impl& m_server;
    ClientThreads m_threads;
  };

  Response answer_safely(const Request& request) const {
    try {
      return answer(request);
    } catch (const std::exception& error) {
      log::warning("{} {}: {}", request.method, request.path, error.what());
      return error_response(500, "something went wrong here", "The server's messages say what.");
    }
  }

  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, stop_fd, limits);
    if (t_turns_away) {
      connection.send(refusal(503, "too many clients"));
      return true;
    }
    for (std::size_t left = limits.requests; left > 0; --left) {
      const auto incoming = connection.receive();
      if (!incoming || !reply(connection, *incoming, left == 1 || stopping)) break;
    }
    return true;
  }

  // \returns whether the client may ask on
  bool reply(Connection& connection, const Incoming& incoming, bool is_last) {
    const auto begin = Clock::now();
    const RequestHead& head = incoming.head;
    if (head.status != 0) {
      const std::string text = refusal(head.status, head.reason);
      connection.send(text);
      write_access(connection, head, head.status, text.size(), begin);
      connection.drain();
      return false;
    }
    MemoryStream stream(head.text + incoming.body);
    bool closes = false;
    bool good = false;
    int status = 0;
    workers.run_and_wait([&] {
      t_status = 0;
      good = process(*this, stream, is_last, closes);
      status = t_status;
    });
    const bool sent = connection.send(stream.answer());
    write_access(connection, head, status, stream.answer().size(), begin);
    return good && sent && !closes && !is_last;
  }

  // The library's parser and writer; newer versions also want the addresses of both ends.
  template <typename Self>
  static bool process(Self& self, httplib::Stream& stream, bool is_last, bool& closes) {
    if constexpr (requires { self.process_request(stream, is_last, closes, nullptr); })
      return self.process_request(stream, is_last, closes, nullptr);
    else
      return self.process_request(stream, "", 0, "", 0, is_last, closes, nullptr);
  }

  static void write_access(const Connection& connection, const RequestHead& head, int status,
                           std::size_t bytes, Clock::time_point begin) {
    if (!log::enabled(log::Level::notice)) return;
    const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
    log::notice("{} \"{} {}\" {} {} {}", connection.peer(), head.method.empty() ? "-" : head.method,
                head.path.empty() ? "-" : head.path, status,
                format_bytes(static_cast<std::int64_t>(bytes)), format_duration_ms(taken.count()));
  }

  static constexpr int k_look_after_us = 100'000;  // how soon a stop is seen
  static thread_local int t_status;

  Limits limits;
  Workers workers;
  Answer answer;
  std::atomic<bool> stopping{false};
  int stop_fd;
  int port = 0;
};

thread_local int Server::Impl::t_status = 0;

Server::Server(const std::string& host, int port, const Limits& limits, std::size_t workers,
               Answer answer)
    : m_impl(std::make_unique<Impl>(limits, workers, std::move(answer))) {
  errno = 0;
  const bool bound = port == 0 ? (m_impl->port = m_impl->bind_to_any_port(host)) > 0
                               : m_impl->bind_to_port(host, port);
  if (!bound)
    throw Error(ErrorKind::usage,
                fmt::format("could not listen on {}:{}: {}", host, port,
                            errno == 0 ? "no such address" : std::strerror(errno)),
                {}, "Another program may listen there; choose with --listen HOST:PORT.");
  if (port != 0) m_impl->port = port;
  m_impl->let_bursts_wait();
}

Server::~Server() = default;

int Server::port() const {
  return m_impl->port;
}

void Server::run() {
  m_impl->listen_after_bind();
}

void Server::stop() noexcept {
  m_impl->stopping = true;
  eventfd_write(m_impl->stop_fd, 1);
}

}  // namespace selfopt::http
