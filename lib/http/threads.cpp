#include "http/threads.hpp"

#include <chrono>
#include <system_error>
#include <utility>

namespace selfopt::http {

bool ClientThreads::run(std::function<void()> task) {
  const std::lock_guard lock(m_mutex);
  if (m_free > 0) {
    --m_free;
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
    return true;
  }
  if (m_threads >= m_most) return false;
  m_tasks.push_back(std::move(task));
  try {
    std::thread([this] { work(); }).detach();
  } catch (const std::system_error&) {  // the machine has no more
    m_tasks.pop_back();
    return false;
  }
  ++m_threads;
  return true;
}

void ClientThreads::work() {
  constexpr std::chrono::seconds k_stays_idle{10};
  std::unique_lock lock(m_mutex);
  for (;;) {
    if (m_tasks.empty()) {
      const bool told =
          m_changed.wait_for(lock, k_stays_idle, [this] { return !m_tasks.empty() || m_ending; });
      if (!told || m_tasks.empty()) break;
    }
    const std::function<void()> task = std::move(m_tasks.front());
    m_tasks.pop_front();
    lock.unlock();
    task();
    lock.lock();
    ++m_free;
  }
  --m_free;
  --m_threads;
  m_changed.notify_all();
}

void ClientThreads::join() {
  std::unique_lock lock(m_mutex);
  m_ending = true;
  m_changed.notify_all();
  m_changed.wait(lock, [this] { return m_threads == 0; });
}

Workers::Workers(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    m_threads.emplace_back([this] { work(); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(m_mutex);
    m_ending = true;
  }
  m_given.notify_all();
  for (std::thread& thread : m_threads)
    thread.join();
}

void Workers::run_and_wait(const std::function<void()>& task) {
  Job job{&task};
  std::unique_lock lock(m_mutex);
  m_jobs.push_back(&job);
  m_given.notify_one();
  m_done.wait(lock, [&job] { return job.done; });
}

void Workers::work() {
  std::unique_lock lock(m_mutex);
  for (;;) {
    m_given.wait(lock, [this] { return !m_jobs.empty() || m_ending; });
    if (m_jobs.empty()) return;
    Job* const job = m_jobs.front();
    m_jobs.pop_front();
    lock.unlock();
    (*job->task)();
    lock.lock();
    job->done = true;
    m_done.notify_all();
  }
}

}  // namespace selfopt::http
