#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace selfopt::etl {

/// Buffers on their way from the thread that fills them to those that use them up. A few go round,
/// so that memory stays constant and neither side waits long for the other.
template <typename Buffer>
class BufferQueue {
 public:
  explicit BufferQueue(std::vector<Buffer> empty) : m_empty(std::move(empty)) {}

  /// For who fills: a buffer, as it was left. \returns nothing if nobody wants it any more
  std::optional<Buffer> take_empty() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_abandoned || !m_empty.empty(); });
    if (m_abandoned) return std::nullopt;
    std::optional<Buffer> buffer(std::move(m_empty.back()));
    m_empty.pop_back();
    return buffer;
  }
  void give_full(Buffer buffer) {
    const std::lock_guard lock(m_mutex);
    m_full.push_back(std::move(buffer));
    m_changed.notify_all();
  }
  /// No more will come. \param failure why, if that is not the end of what there is
  void close(std::exception_ptr failure = nullptr) {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    if (failure) m_failure = std::move(failure);
    m_changed.notify_all();
  }

  /// For who uses up: the next one, in the order in which they were given. \returns nothing after
  /// the last. Throws what close() was given
  std::optional<Buffer> take_full() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_closed || m_abandoned || !m_full.empty(); });
    if (m_failure) std::rethrow_exception(m_failure);
    if (m_full.empty() || m_abandoned) return std::nullopt;
    std::optional<Buffer> buffer(std::move(m_full.front()));
    m_full.erase(m_full.begin());
    return buffer;
  }
  void give_back(Buffer buffer) {
    const std::lock_guard lock(m_mutex);
    m_empty.push_back(std::move(buffer));
    m_changed.notify_all();
  }
  /// Nobody will take another one.
  void abandon() {
    const std::lock_guard lock(m_mutex);
    m_abandoned = true;
    m_changed.notify_all();
  }

 private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<Buffer> m_empty;
  std::vector<Buffer> m_full;  // oldest first; never more than a few
  bool m_closed = false;
  bool m_abandoned = false;
  std::exception_ptr m_failure;
};

}  // namespace selfopt::etl
