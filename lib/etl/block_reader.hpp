#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "etl/buffer_queue.hpp"
#include "etl/byte_source.hpp"
#include "etl/csv_splitter.hpp"
#include "etl/table_plan.hpp"

namespace selfopt::etl {

/// Whole rows of a file, one after the other, as they are written.
struct Block {
  std::string buffer;  ///< the text, then CsvSplitter::k_padding bytes at least
  std::size_t size = 0;
  std::int64_t line = 1;         ///< on which it begins
  std::int64_t byte_offset = 0;  ///< at which it begins, in the decompressed file
  std::int64_t rows = 0;         ///< as RowReader counts them
  std::int64_t rows_before = 0;
};

using BlockQueue = BufferQueue<Block>;

/// Cuts a file into blocks of a mebibyte. A block begins where a row begins: the file is
/// split from its first byte, since only that tells what is inside quotes.
class BlockReader {
 public:
  static constexpr std::size_t k_block_bytes = 1 << 20;

  /// \param block_bytes room in a block, a power of two; more only for a row that needs it
  explicit BlockReader(const PlannedFile& file, std::size_t block_bytes = k_block_bytes);

  /// Reads the next block into \p block. \returns false at the end of the file
  /// \throws as RowReader::next
  bool next(Block& block);
  const ByteSource& source() const { return *m_source; }

 private:
  void fill(Block& block);
  std::int64_t split(Block& block);

  ChangeGuard m_guard;  // first: it looks at the file before that is opened
  std::unique_ptr<ByteSource> m_source;
  const PlannedFile& m_file;
  std::size_t m_block_bytes;
  CsvSplitter m_splitter;
  std::string m_rest;  // bytes after the last whole row
  std::int64_t m_line = 1;
  std::int64_t m_offset = 0;
  std::int64_t m_rows = 0;
  bool m_at_end = false;
};

}  // namespace selfopt::etl
