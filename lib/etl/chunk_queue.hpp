#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "etl/buffer_queue.hpp"

namespace selfopt::etl {

/// Where a row of a chunk is from, kept if it may have to be rejected later.
struct RowPlace {
  std::size_t begin = 0;    ///< of its bytes in the chunk
  std::int64_t number = 0;  ///< among all rows that were read, from 1
  std::int64_t line = 0;
  std::int64_t byte_offset = 0;
  std::string raw;
};

/// Encoded rows.
struct Chunk {
  std::string buffer;  ///< its size is the room, kept so that it is not zeroed again
  std::size_t used = 0;
  std::vector<RowPlace> rows = {};
};

/// Encoded rows on their way from the thread that reads a file to the one that sends them.
class ChunkQueue : public BufferQueue<Chunk> {
 public:
  using Chunk = etl::Chunk;
  using RowPlace = etl::RowPlace;

  /// \param buffers how many go round; \param bytes room in each at first
  ChunkQueue(std::size_t buffers, std::size_t bytes) : BufferQueue(chunks(buffers, bytes)) {}

 private:
  static std::vector<Chunk> chunks(std::size_t count, std::size_t bytes) {
    std::vector<Chunk> chunks;
    for (std::size_t i = 0; i < count; ++i)
      chunks.push_back({std::string(bytes, '\0'), 0});
    return chunks;
  }
};

}  // namespace selfopt::etl
