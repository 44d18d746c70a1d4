#include "etl/row_reader.hpp"

#include <cstring>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "etl/byte_masks.hpp"
#include "etl/utf8.hpp"

namespace selfopt::etl {
namespace {

constexpr std::size_t k_buffer_bytes = 1 << 20;
constexpr std::string_view k_bom = "\xef\xbb\xbf";

}  // namespace

RowReader::RowReader(const InputFile& input, const CsvDialect& dialect, std::size_t columns)
    : m_guard(input),
      m_source(open_source(input)),
      m_path(input.path),
      m_splitter(dialect),
      m_line_end(dialect.line_end),
      m_columns(columns),
      m_drops_last(dialect.trailing_delimiter),
      m_buffer(k_buffer_bytes, '\0'),
      m_text(m_buffer.data()) {}

RowReader::RowReader(const Block& block, const CsvDialect& dialect, std::size_t columns)
    : m_guard(InputFile{}),
      m_splitter(dialect),
      m_line_end(dialect.line_end),
      m_columns(columns),
      m_drops_last(dialect.trailing_delimiter),
      m_text(block.buffer.data()),
      m_size(block.size),
      m_buffer_offset(block.byte_offset),
      m_lines_counted(block.line),
      m_counted_to(block.byte_offset),
      m_at_end(true),
      m_plain_ascii(is_plain_ascii({m_text, m_size})) {
  attach();
}

Error RowReader::row_too_large(const std::string& path, std::int64_t line) {
  return {ErrorKind::input,
          fmt::format("{}:{}: row is larger than 256 MiB", path, line),
          {},
          "Look for a quote that is not closed, or name the right --quote."};
}

void RowReader::attach() {
  const bool has_bom =
      m_buffer_offset == 0 && !m_started && std::string_view(m_text, m_size).starts_with(k_bom);
  m_started = true;
  m_splitter.attach(m_text + (has_bom ? k_bom.size() : 0), m_text + m_size, m_at_end);
}

bool RowReader::next(Row& row) {
  for (;;) {
    while (!m_splitter.next(row))
      if (!refill()) return false;
    if (m_columns > 1 && row.blank()) continue;
    if (m_drops_last && row.size() == m_columns + 1 && row[m_columns].size == 0) row.drop_last();
    return true;
  }
}

// Moves the beginning of an unfinished row to the front and reads behind it.
bool RowReader::refill() {
  if (m_at_end) return false;
  const char* unread = m_started ? m_splitter.position() : m_buffer.data();
  const auto used = static_cast<std::size_t>(unread - m_buffer.data());
  if (used > 0) {
    const auto file_position = m_buffer_offset + static_cast<std::int64_t>(used);
    m_lines_counted +=
        line_ends_between(m_buffer.data() + (m_counted_to - m_buffer_offset), unread);
    m_counted_to = file_position;
    std::memmove(m_buffer.data(), unread, m_size - used);
    m_size -= used;
    m_buffer_offset = file_position;
  }
  if (m_size + CsvSplitter::k_padding >= m_buffer.size()) {
    if (m_buffer.size() >= k_max_row_bytes) throw row_too_large(m_path, m_lines_counted);
    m_buffer.resize(m_buffer.size() * 2);
    m_text = m_buffer.data();
  }
  const std::size_t got =
      m_source->read(m_buffer.data() + m_size, m_buffer.size() - CsvSplitter::k_padding - m_size);
  const std::string_view fresh(m_buffer.data() + m_size, got);
  m_plain_ascii = (m_size == 0 || m_plain_ascii) && is_plain_ascii(fresh);
  m_size += got;
  m_at_end = got == 0;
  if (m_at_end) m_guard.check();
  attach();
  return true;
}

std::int64_t RowReader::line_ends_between(const char* from, const char* to) const {
  const std::string_view text(from, static_cast<std::size_t>(to - from));
  return static_cast<std::int64_t>(count_bytes(text, m_line_end));
}

std::string RowReader::encoding_fault(const Row& row) const {
  if (m_plain_ascii) return {};
  const std::string_view text = row.raw();
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos)
    return fmt::format("byte {} of the row is NUL", at + 1);
  if (const std::size_t at = find_invalid_utf8(text); at != std::string_view::npos)
    return fmt::format("byte {} of the row (0x{:02x}) is not UTF-8", at + 1,
                       static_cast<unsigned char>(text[at]));
  return {};
}

std::int64_t RowReader::line_of(const Row& row) {
  const char* from = m_text + (m_counted_to - m_buffer_offset);
  if (row.begin > from) {
    m_lines_counted += line_ends_between(from, row.begin);
    m_counted_to = offset_of(row);
  }
  return m_lines_counted;
}

}  // namespace selfopt::etl
