#include "etl/block_reader.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

#include "etl/byte_masks.hpp"
#include "etl/row_reader.hpp"

namespace selfopt::etl {

BlockReader::BlockReader(const PlannedFile& file, std::size_t block_bytes)
    : m_guard(file.input),
      m_source(open_source(file.input)),
      m_file(file),
      m_block_bytes(block_bytes),
      m_splitter(file.dialect) {}

bool BlockReader::next(Block& block) {
  block.size = m_rest.size();
  block.line = m_line;
  block.byte_offset = m_offset;
  block.rows = 0;
  block.rows_before = m_rows;
  if (m_at_end && m_rest.empty()) return false;
  // A power of two, so that the largest row is the same as for RowReader.
  const std::size_t room =
      std::max(m_block_bytes, std::bit_ceil(2 * (m_rest.size() + CsvSplitter::k_padding)));
  if (block.buffer.size() != room) block.buffer = std::string(room, '\0');
  m_rest.copy(block.buffer.data(), m_rest.size());
  m_rest.clear();
  for (;;) {
    fill(block);
    if (block.size == 0) return false;
    if (split(block) > 0 || m_at_end) break;
    if (block.buffer.size() >= RowReader::k_max_row_bytes)
      throw RowReader::row_too_large(m_file.input.path, m_line);
    block.buffer.resize(2 * block.buffer.size());
  }
  const std::string_view text(block.buffer.data(), block.size);
  m_line += static_cast<std::int64_t>(count_bytes(text, m_file.dialect.line_end));
  m_offset += static_cast<std::int64_t>(block.size);
  m_rows += block.rows;
  return true;
}

// Reads as much as the buffer has room for.
void BlockReader::fill(Block& block) {
  const std::size_t room = block.buffer.size() - CsvSplitter::k_padding;
  while (!m_at_end && block.size < room) {
    const std::size_t got = m_source->read(block.buffer.data() + block.size, room - block.size);
    block.size += got;
    m_at_end = got == 0;
  }
  if (m_at_end) m_guard.check();
}

// Leaves whole rows in the block. \returns how many bytes they take; 0 if there is none
std::int64_t BlockReader::split(Block& block) {
  constexpr std::string_view k_bom = "\xef\xbb\xbf";
  const char* const begin = block.buffer.data();
  const char* const end = begin + block.size;
  const bool has_bom = m_offset == 0 && std::string_view(begin, block.size).starts_with(k_bom);
  m_splitter.attach(begin + (has_bom ? k_bom.size() : 0), end, m_at_end);
  Row row;
  std::int64_t rows = 0;
  std::int64_t all_rows = 0;
  for (; m_splitter.next(row); ++all_rows)
    if (m_file.columns.size() <= 1 || !row.blank()) ++rows;
  if (m_at_end) {
    block.rows = rows;
    return static_cast<std::int64_t>(block.size);
  }
  if (all_rows == 0) return 0;
  const char* const whole = m_splitter.position();
  m_rest.assign(whole, end);
  block.size = static_cast<std::size_t>(whole - begin);
  block.rows = rows;
  return whole - begin;
}

}  // namespace selfopt::etl
