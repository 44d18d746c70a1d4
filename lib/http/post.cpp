#include "http/post.hpp"

#include <condition_variable>
#include <httplib.h>
#include <mutex>
#include <regex>
#include <thread>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/version.hpp>

namespace selfopt::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t k_longest_url = 2000;

// The library's own limits are for each read, so that a slow answer could take for ever.
class Deadline {
 public:
  Deadline(httplib::Client& client, std::chrono::milliseconds time)
      : m_thread([this, &client, time] {
          std::unique_lock lock(m_mutex);
          if (m_changed.wait_for(lock, time, [this] { return m_done; })) return;
          m_passed = true;
          // Again and again: it may be between connecting and sending.
          while (!m_changed.wait_for(lock, 50ms, [this] { return m_done; }))
            client.stop();
        }) {}
  ~Deadline() { end(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// \returns whether it had passed
  bool end() {
    {
      const std::scoped_lock lock(m_mutex);
      m_done = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable()) m_thread.join();
    return m_passed;
  }

 private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  bool m_done = false;
  bool m_passed = false;
  std::thread m_thread;
};

httplib::Request request_of(const Url& url, const std::string& json) {
  httplib::Request request;
  request.method = "POST";
  request.path = url.target;
  request.headers = {{"Content-Type", "application/json"},
                     {"User-Agent", fmt::format("selfopt/{}", version())}};
  request.body = json;
  // The status has come by then; whatever else there is need not be read.
  request.content_receiver = [](const char*, std::size_t, std::uint64_t, std::uint64_t) {
    return false;
  };
  return request;
}

}  // namespace

Url read_url(const std::string& text) {
  static const std::regex k_url(
      R"((https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?)(/[!-~]*)?)");
  std::smatch found;
  // Not the text itself: it may hold a secret.
  if (text.size() > k_longest_url || !std::regex_match(text, found, k_url))
    throw Error(ErrorKind::usage, "the alert's URL cannot be read", {},
                "Write it like https://host/path, without user, password or spaces.");
  return {found[1], found[2].length() == 0 ? "/" : found[2].str()};
}

std::string post_json(const Url& url, const std::string& json,
                      std::chrono::milliseconds time_limit) {
  httplib::Client client(url.origin);
  client.set_connection_timeout(time_limit);
  client.set_read_timeout(time_limit);
  client.set_write_timeout(time_limit);
  client.set_follow_location(false);
  httplib::Request request = request_of(url, json);
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  Deadline deadline(client, time_limit);
  client.send(request, response, error);
  if (response.status / 100 == 2) return {};
  if (deadline.end())
    return fmt::format("{} did not take the alert within {} s", url.origin,
                       time_limit.count() / 1000);
  if (response.status > 0)
    return fmt::format("{} did not take the alert: status {}", url.origin, response.status);
  return fmt::format("{} did not take the alert: {}", url.origin, httplib::to_string(error));
}

}  // namespace selfopt::http
