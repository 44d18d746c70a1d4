#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace selfopt {

/// Works tasks off on several threads and hands on their results on the caller's, in the order in
/// which the tasks were given. A bounded number of tasks is under way at a time. The caller's
/// thread is one of the threads: it works, too, when the others cannot keep up.
template <typename Task, typename Result>
class InOrder {
 public:
  /// \param threads in all, >= 1; the others start when there is a second task
  /// \param work    is called on any of the threads, on several at the same time
  /// \param deliver is called on the caller's thread only
  InOrder(int threads, std::function<Result(Task&&)> work, std::function<void(Result&&)> deliver)
      : m_helpers(static_cast<std::size_t>(threads) - 1),
        m_work(std::move(work)),
        m_deliver(std::move(deliver)) {}
  ~InOrder() {
    {
      const std::lock_guard lock(m_mutex);
      m_stopped = true;
    }
    m_changed.notify_all();
    for (std::thread& thread : m_threads)
      thread.join();
  }
  InOrder(const InOrder&) = delete;
  InOrder& operator=(const InOrder&) = delete;

  /// Takes \p task, and may work and deliver. Throws what they throw.
  void give(Task task) {
    {
      const std::lock_guard lock(m_mutex);
      m_slots.emplace_back(std::move(task));
    }
    if (m_slots.size() > 1 && m_threads.size() < m_helpers)
      m_threads.emplace_back([this] { help(); });
    m_changed.notify_all();
    constexpr std::size_t k_slots_a_thread = 4;
    shrink_to(m_helpers == 0 ? 0 : k_slots_a_thread * (m_helpers + 1));
  }

  /// Delivers all that is left.
  void finish() { shrink_to(0); }

 private:
  struct Slot {
    explicit Slot(Task given) : task(std::move(given)) {}
    Task task;
    bool taken = false;
    std::optional<Result> result = std::nullopt;
    std::exception_ptr failure = nullptr;
    bool done() const { return result || failure; }
  };

  void shrink_to(std::size_t count) {
    std::unique_lock lock(m_mutex);
    while (m_slots.size() > count) {
      if (m_slots.front().done()) {
        Slot slot = std::move(m_slots.front());
        m_slots.pop_front();
        lock.unlock();
        if (slot.failure) std::rethrow_exception(slot.failure);
        m_deliver(std::move(*slot.result));
        lock.lock();
      } else if (Slot* slot = take()) {
        run(*slot, lock);
      } else {
        m_changed.wait(lock);
      }
    }
  }

  void help() {
    std::unique_lock lock(m_mutex);
    while (!m_stopped) {
      if (Slot* slot = take())
        run(*slot, lock);
      else
        m_changed.wait(lock);
    }
  }

  // \returns the first task that nobody works on; a deque's elements stay where they are.
  Slot* take() {
    for (Slot& slot : m_slots) {
      if (slot.taken) continue;
      slot.taken = true;
      return &slot;
    }
    return nullptr;
  }

  void run(Slot& slot, std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    std::optional<Result> result;
    std::exception_ptr failure;
    try {
      result = m_work(std::move(slot.task));
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    slot.result = std::move(result);
    slot.failure = failure;
    m_changed.notify_all();
  }

  std::size_t m_helpers;
  std::function<Result(Task&&)> m_work;
  std::function<void(Result&&)> m_deliver;
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::deque<Slot> m_slots;
  std::vector<std::thread> m_threads;
  bool m_stopped = false;
};

}  // namespace selfopt
