#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include <selfopt/nouns/alert.hpp>
#include <selfopt/watch.hpp>

#include "watch/alert_queue.hpp"

namespace selfopt::loop {

/// Tells somebody what has happened, by a command, a webhook, or both. A thread of its own does, so
/// that nothing ever waits for them; each has a quarter of a minute.
class Alerts {
 public:
  /// \param database where it happens, for people
  explicit Alerts(std::string database);
  /// Tells what has gathered, whether or not it is due, and waits until that is done.
  ~Alerts();
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;

  /// From now on, as \p options say. Without a command and a URL nothing is told.
  void use(const AlertOptions& options);
  void add(AlertEvent event);

 private:
  void deliver_all();
  bool may_deliver() const;

  std::string m_database;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  AlertOptions m_options;
  AlertQueue m_queue;
  bool m_ending = false;
  std::thread m_thread;
};

}  // namespace selfopt::loop
