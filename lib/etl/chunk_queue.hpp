#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace selfopt::etl {

/// Encoded rows on their way from the thread that reads a file to the one that sends them. A few
/// buffers go round, so that memory stays constant and neither waits long for the other.
class ChunkQueue {
 public:
  /// \param buffers how many go round; \param bytes room in each at first
  ChunkQueue(std::size_t buffers, std::size_t bytes);

  /// Where a row of a chunk is from, kept if it may have to be rejected later.
  struct RowPlace {
    std::size_t begin = 0;  ///< of its bytes in the chunk
    std::int64_t line = 0;
    std::int64_t byte_offset = 0;
    std::string raw;
  };
  struct Chunk {
    std::string buffer;  ///< its size is the room, kept so that it is not zeroed again
    std::size_t used = 0;
    std::vector<RowPlace> rows = {};
  };

  /// For the reader: a buffer to fill. \returns nothing if the sender has gone
  std::optional<Chunk> take_empty();
  void give_full(Chunk chunk);
  /// No more chunks will come. \param failure why, if it is not the end of the file
  void close(std::exception_ptr failure = nullptr);

  /// For the sender: the next chunk. \returns nothing after the last. Throws what close() was given
  std::optional<Chunk> take_full();
  void give_back(Chunk chunk);
  /// Nobody will take another chunk.
  void abandon();

 private:
  std::mutex m_mutex;
  std::condition_variable m_changed;
  std::vector<Chunk> m_empty;
  std::vector<Chunk> m_full;  // oldest first; never more than a few
  bool m_closed = false;
  bool m_abandoned = false;
  std::exception_ptr m_failure;
};

}  // namespace selfopt::etl
