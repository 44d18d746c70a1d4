#include "etl/chunk_queue.hpp"

#include <utility>

namespace selfopt::etl {

ChunkQueue::ChunkQueue(std::size_t buffers, std::size_t bytes) {
  for (std::size_t i = 0; i < buffers; ++i)
    m_empty.push_back({std::string(bytes, '\0'), 0});
}

std::optional<ChunkQueue::Chunk> ChunkQueue::take_empty() {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_abandoned || !m_empty.empty(); });
  if (m_abandoned) return std::nullopt;
  Chunk chunk = std::move(m_empty.back());
  m_empty.pop_back();
  chunk.used = 0;
  chunk.rows.clear();
  return chunk;
}

void ChunkQueue::give_full(Chunk chunk) {
  const std::lock_guard lock(m_mutex);
  m_full.push_back(std::move(chunk));
  m_changed.notify_all();
}

void ChunkQueue::close(std::exception_ptr failure) {
  const std::lock_guard lock(m_mutex);
  m_closed = true;
  if (failure) m_failure = std::move(failure);
  m_changed.notify_all();
}

std::optional<ChunkQueue::Chunk> ChunkQueue::take_full() {
  std::unique_lock lock(m_mutex);
  m_changed.wait(lock, [this] { return m_closed || !m_full.empty(); });
  if (m_failure) std::rethrow_exception(m_failure);
  if (m_full.empty()) return std::nullopt;
  Chunk chunk = std::move(m_full.front());
  m_full.erase(m_full.begin());
  return chunk;
}

void ChunkQueue::give_back(Chunk chunk) {
  const std::lock_guard lock(m_mutex);
  m_empty.push_back(std::move(chunk));
  m_changed.notify_all();
}

void ChunkQueue::abandon() {
  const std::lock_guard lock(m_mutex);
  m_abandoned = true;
  m_changed.notify_all();
}

}  // namespace selfopt::etl
