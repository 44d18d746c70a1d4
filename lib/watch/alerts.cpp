#include "watch/alerts.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>

#include "env/process.hpp"
#include "http/post.hpp"
#include "watch/cycle.hpp"

namespace selfopt::loop {
namespace {

using namespace std::chrono_literals;

constexpr auto k_time_limit = 15s;
constexpr std::size_t k_shown_output = 200;

// \returns why it could not be told; "" if it was
std::string tell_command(const std::string& command, const Alert& alert) {
  env::Command shell;
  shell.arguments = {"/bin/sh", "-c", command};
  shell.input = to_json(alert);
  shell.variables = {"SELFOPT_ALERT_KIND=" + alert.events.front().kind,
                     fmt::format("SELFOPT_ALERT_EVENTS={}", std::ssize(alert.events)),
                     "SELFOPT_ALERT_DATABASE=" + alert.database,
                     "SELFOPT_ALERT_TEXT=" + summary(alert)};
  shell.time_limit = k_time_limit;
  shell.heeds_interrupts = false;
  const env::CommandResult result = env::run_command(shell);
  if (result.timed_out)
    return fmt::format("the alert command took longer than {} s and was ended",
                       k_time_limit.count());
  if (result.status == 0) return {};
  return fmt::format("the alert command ended with status {}{}{}", result.status,
                     result.output.empty() ? "" : ": ", result.output.substr(0, k_shown_output));
}

// \returns whether somebody was told
bool deliver(const AlertOptions& options, const Alert& alert) {
  bool told = options.none();  // nobody wants to know any more
  const auto note = [&told](const std::string& problem) {
    told = told || problem.empty();
    if (!problem.empty()) log::warning("{}", problem);
  };
  try {
    if (!options.command.empty()) note(tell_command(options.command, alert));
    if (!options.url.empty())
      note(http::post_json(http::read_url(options.url), to_json(alert), k_time_limit));
  } catch (const Error& error) {
    note("an alert could not be sent: " + error.message());
  }
  return told;
}

}  // namespace

Alerts::Alerts(std::string database) : m_database(std::move(database)) {}

Alerts::~Alerts() {
  {
    const std::scoped_lock lock(m_mutex);
    m_ending = true;
  }
  m_changed.notify_all();
  if (m_thread.joinable()) m_thread.join();
}

void Alerts::use(const AlertOptions& options) {
  const std::scoped_lock lock(m_mutex);
  m_options = options;
  m_changed.notify_all();
}

void Alerts::add(AlertEvent event) {
  const std::scoped_lock lock(m_mutex);
  if (m_options.none()) return;
  m_queue.add(std::move(event));
  if (!m_thread.joinable()) m_thread = std::thread([this] { deliver_all(); });
  m_changed.notify_all();
}

bool Alerts::may_deliver() const {
  return m_ending || m_queue.due(m_options.every()) <= AlertQueue::Clock::now();
}

void Alerts::deliver_all() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_changed.wait(lock, [this] { return m_ending || !m_queue.empty(); });
    if (m_queue.empty()) return;
    if (!may_deliver()) {
      m_changed.wait_until(lock, m_queue.due(m_options.every()));
      continue;
    }
    Alert alert = m_queue.take(AlertQueue::Clock::now());
    alert.database = m_database;
    alert.at = now_text();
    const AlertOptions options = m_options;
    lock.unlock();
    const bool told = deliver(options, alert);
    lock.lock();
    if (!told && !m_ending) m_queue.put_back(std::move(alert));
  }
}

}  // namespace selfopt::loop

void selfopt::check_alert_url(const std::string& url) {
  http::read_url(url);
}
