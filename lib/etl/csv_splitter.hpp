#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "etl/byte_masks.hpp"
#include "etl/csv_dialect.hpp"

namespace selfopt::etl {

/// One value of a row, still in the reader's buffer.
struct Field {
  const char* data = nullptr;
  std::size_t size = 0;
  bool quoted = false;
  bool escaped = false;  ///< holds escaped quotes: see unescape()

  std::string_view view() const { return {data, size}; }
};

/// One row; a view into the text that was split, good until the next one is asked for.
class Row {
 public:
  const char* begin = nullptr;
  const char* end = nullptr;  ///< after the line end
  /// Why its fields cannot be trusted, or null. Then they must not be used.
  const char* fault = nullptr;

  std::size_t size() const { return m_fields; }
  /// Leaves out the last field.
  void drop_last() { --m_fields; }
  Field operator[](std::size_t i) const;

  /// Calls \p on_field with the text of each field as it is written, quotes and all, until that
  /// returns false.
  template <typename OnField>
  void for_each_written(OnField on_field) const {
    // Copies, since what on_field writes could be these for all that the compiler knows.
    const char* const text = m_text;
    const std::uint32_t* const ends = m_ends;
    const std::size_t fields = m_fields;
    const char* from = begin;
    for (std::size_t i = 0; i < fields; ++i) {
      const char* const to = text + ends[i];
      if (!on_field(i, from, static_cast<std::size_t>(to - from))) return;
      from = to + 1;
    }
  }

  bool blank() const { return m_fields == 1 && m_begins_at == m_ends[0]; }
  /// The row as written, without its line end.
  std::string_view raw() const;

 private:
  friend class CsvSplitter;
  const char* m_text = nullptr;           // what the places below count from
  const std::uint32_t* m_ends = nullptr;  // where each field ends
  std::uint32_t m_begins_at = 0;
  std::size_t m_fields = 0;
  char m_quote = '"';
  char m_escape = '"';
};

/// Splits text into rows and fields as RFC 4180 says, without copying.
///
/// A quote opens a quoted field only as its first character; elsewhere it is an ordinary
/// character. Text between a closing quote and the next delimiter is a fault of the row. So is a
/// quote that is never closed; then the next line begins a row again.
///
/// Delimiters are found 64 bytes at a time, with those inside quotes masked out by the parity of
/// the quotes before them (as simdjson does: Langdale and Lemire, "Parsing gigabytes of JSON per
/// second", 2019). Parity is right only if every quote stands where RFC 4180 wants it; a row for
/// which that does not hold is split again character by character.
class CsvSplitter {
 public:
  /// The text must be followed by this many readable bytes.
  static constexpr std::size_t k_padding = 64;
  /// Fields a row may have; PostgreSQL has at most 1600 columns.
  static constexpr std::size_t k_max_fields = 100'000;

  explicit CsvSplitter(const CsvDialect& dialect);

  /// Splits [begin, end) from now on. \param last whether no text follows
  void attach(const char* begin, const char* end, bool last);

  /// Splits off the next row. Lines that are comments are passed over.
  /// \returns false if the rest is no whole row (or empty); it begins at position()
  bool next(Row& row) {
    if (m_next_row == m_rows && !find_rows()) return split_slowly(row);
    take(row);
    return true;
  }

  const char* position() const { return m_row; }

 private:
  bool find_rows();
  void index_blocks();
  std::uint64_t mask_quoted(std::uint64_t quotes, std::uint64_t separators, std::uint64_t valid);
  std::uint64_t misplaced_quotes(std::uint64_t quotes, std::uint64_t inside,
                                 std::uint64_t separators, std::uint64_t valid) const;
  void restart_at(const char* row);
  void take(Row& row);
  bool split_slowly(Row& row);
  bool give_up_line(Row& row, const char* opening);
  void begin_after_slow_row();
  bool skip_comments();
  const char* skip_quoted(const char* opening, Row& row) const;
  const char* skip_line_end_part(const char* at) const;
  void fill(Row& row, std::size_t first_end, std::size_t ends, const char* next);

  char m_delimiter;
  char m_quote;
  char m_escape;
  char m_comment;
  char m_line_end;
  bool m_parity_serves;  // else every row is split character by character

  const char* m_text = nullptr;
  const char* m_end = nullptr;
  bool m_last = false;
  const char* m_row = nullptr;  // where the next row begins

  // Rows that were found and not yet taken. A place counts from m_text.
  std::vector<std::uint32_t> m_ends;  // where each field ends
  std::size_t m_ends_used = 0;
  std::vector<std::uint32_t> m_row_ends;  // for each row: how many of m_ends are its and earlier
  std::size_t m_rows = 0;
  std::size_t m_next_row = 0;
  std::size_t m_next_end = 0;  // first of m_ends that is the next row's

  CharacterMasks m_masks;
  const char* m_indexed = nullptr;  // how far the text was looked at
  // What the bytes before that were.
  bool m_inside_quotes = false;
  bool m_after_separator = true;
  bool m_after_closing_quote = false;
  bool m_go_slowly = false;  // parity cannot be trusted for the row at m_row
};

/// \returns the field's value with escaped quotes made plain, in \p storage if it had to change.
///          Behind it stand at least 16 readable bytes.
std::string_view unescape(const Field& field, const CsvDialect& dialect, std::string& storage);

inline Field Row::operator[](std::size_t i) const {
  const char* from = m_text + (i == 0 ? m_begins_at : m_ends[i - 1] + 1);
  const char* to = m_text + m_ends[i];
  Field field{from, static_cast<std::size_t>(to - from), false, false};
  if (from == to || *from != m_quote || m_quote == '\0') return field;
  field.data = from + 1;
  field.size -= 2;
  field.quoted = true;
  field.escaped = field.view().find(m_escape) != std::string_view::npos;
  return field;
}

}  // namespace selfopt::etl
