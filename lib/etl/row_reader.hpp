#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <selfopt/error.hpp>

#include "etl/block_reader.hpp"
#include "etl/byte_source.hpp"
#include "etl/csv_splitter.hpp"

namespace selfopt::etl {

/// Rows of one file from its first to its last, in constant memory: a buffer of one mebibyte that
/// grows only for a row that does not fit.
///
/// Blank lines are passed over unless the file has one column: there they are rows.
class RowReader {
 public:
  static constexpr std::size_t k_max_row_bytes = std::size_t{1} << 28;
  /// \returns the error of a row that is larger than that. \param line on which it begins
  static Error row_too_large(const std::string& path, std::int64_t line);

  /// \param columns fields a row has. One: see above. And where rows end in a delimiter, a row
  ///                of one field more, the last of them empty, loses that.
  RowReader(const InputFile& input, const CsvDialect& dialect, std::size_t columns);

  /// For the rows of a block, which must outlive this; lines and offsets are those of the file.
  RowReader(const Block& block, const CsvDialect& dialect, std::size_t columns);

  /// Reads the next row; its fields are good until the next call.
  /// \returns false at the end of the file
  /// \throws Error{input} if the file cannot be read, was written to meanwhile, or a row is larger
  ///         than 256 MiB
  bool next(Row& row);

  /// Why the row's bytes cannot be text in a database (NUL, not UTF-8), or "".
  std::string encoding_fault(const Row& row) const;

  /// \returns the line \p row begins on, from 1. Ask for rows in their order.
  std::int64_t line_of(const Row& row);
  /// \returns the byte \p row begins at, from 0, in the decompressed file
  std::int64_t offset_of(const Row& row) const { return m_buffer_offset + (row.begin - m_text); }
  const ByteSource& source() const { return *m_source; }

 private:
  bool refill();
  void attach();
  std::int64_t line_ends_between(const char* from, const char* to) const;

  ChangeGuard m_guard;  // first: it looks at the file before that is opened
  std::unique_ptr<ByteSource> m_source;
  std::string m_path;
  CsvSplitter m_splitter;
  char m_line_end;
  std::size_t m_columns;
  bool m_drops_last;
  std::string m_buffer;
  const char* m_text = nullptr;      // the buffer's bytes, or the block's
  std::size_t m_size = 0;            // bytes of the buffer that hold text
  std::int64_t m_buffer_offset = 0;  // of the buffer's first byte in the file
  std::int64_t m_lines_counted = 1;  // line on which m_counted_to stands
  std::int64_t m_counted_to = 0;     // offset in the file
  bool m_started = false;
  bool m_at_end = false;
  bool m_plain_ascii = true;  // of what is in the buffer
};

}  // namespace selfopt::etl
