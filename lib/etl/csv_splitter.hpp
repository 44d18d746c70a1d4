#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/csv_dialect.hpp"

namespace selfopt::etl {

/// One value of a row, still in the reader's buffer.
struct Field {
  const char* data = nullptr;
  std::uint32_t size = 0;
  bool quoted = false;
  bool escaped = false;  ///< holds doubled quotes: see unescape()

  std::string_view view() const { return {data, size}; }
};

/// One row; views into the text that was split.
struct Row {
  std::vector<Field> fields;
  const char* begin = nullptr;
  const char* end = nullptr;  ///< after the line end
  /// Why its fields cannot be trusted, or null. Then they must not be used.
  const char* fault = nullptr;

  bool blank() const { return fields.size() == 1 && fields[0].size == 0 && !fields[0].quoted; }
  /// The row as written, without its line end.
  std::string_view raw() const;
};

/// Splits text into rows and fields as RFC 4180 says, without copying.
///
/// A quote opens a quoted field only as its first character; elsewhere it is an ordinary
/// character. Text between a closing quote and the next delimiter is a fault of the row, and so is
/// a quote that is never closed. The scan looks at 64 bytes at a time.
class CsvSplitter {
 public:
  /// The text must be followed by this many readable bytes.
  static constexpr std::size_t k_padding = 64;
  /// Fields a row may have; PostgreSQL has at most 1600 columns.
  static constexpr std::size_t k_max_fields = 100'000;

  explicit CsvSplitter(const CsvDialect& dialect);

  /// Splits [begin, end) from now on. \param last whether no text follows
  void attach(const char* begin, const char* end, bool last);

  /// Splits off the next row.
  /// \returns false if the rest is no whole row (or empty); it begins at position()
  bool next(Row& row);

  const char* position() const { return m_at; }

 private:
  enum class Step { field, row, more };

  void load_block(const char* position);
  const char* next_special();
  const char* find_quote(const char* from);
  Step quoted_field(Row& row, const char* opening, const char*& field);
  bool finish(Row& row, const char* field, const char* row_end, const char* next);

  char m_delimiter;
  char m_quote;
  char m_line_end;
  const char* m_at = nullptr;
  const char* m_end = nullptr;
  bool m_last = false;
  const char* m_block = nullptr;  // 64 bytes that the masks below describe
  std::uint64_t m_specials = 0;   // delimiters, quotes and line ends not yet looked at
};

/// \returns the field's value with doubled quotes made single, in \p storage if it had to change.
std::string_view unescape(const Field& field, char quote, std::string& storage);

}  // namespace selfopt::etl
