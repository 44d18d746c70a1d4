#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace selfopt::http {

/// Threads that wait for clients: as many as there are clients at a time, up to a limit. A slow
/// client costs a sleeping thread and holds up nobody.
class ClientThreads {
 public:
  explicit ClientThreads(std::size_t most) : m_most(most) {}
  ~ClientThreads() { join(); }
  ClientThreads(const ClientThreads&) = delete;
  ClientThreads& operator=(const ClientThreads&) = delete;

  /// Runs \p task on a thread of its own. \returns false if there are too many already
  bool run(std::function<void()> task);
  /// Waits until all that run have ended; no more may be begun.
  void join();

 private:
  void work();

  std::size_t m_most;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<std::function<void()>> m_tasks;
  std::size_t m_threads = 0;
  std::size_t m_free = 0;  ///< threads without a task; those of m_tasks are counted off
  bool m_ending = false;
};

/// A few threads that live as long as the server and do the work of all clients: libpg_query spends
/// a thread-local key on every thread that it ever sees, and there are only a thousand.
class Workers {
 public:
  explicit Workers(std::size_t count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// Runs \p task on one of them and waits for its end. It must not throw.
  void run_and_wait(const std::function<void()>& task);

 private:
  struct Job {
    const std::function<void()>* task = nullptr;
    bool done = false;
  };
  void work();

  std::mutex m_mutex;
  std::condition_variable m_given;
  std::condition_variable m_done;
  std::deque<Job*> m_jobs;
  bool m_ending = false;
  std::vector<std::thread> m_threads;
};

}  // namespace selfopt::http
