#include "etl/csv_splitter.hpp"

#include <bit>

#include "etl/byte_masks.hpp"

namespace selfopt::etl {
namespace {

constexpr const char* k_after_quote = "text after a closing quote";
constexpr const char* k_unclosed_quote = "quote is never closed";
constexpr const char* k_too_many_fields = "more than 100,000 fields";

void add(Row& row, const Field& field) {
  if (row.fields.size() < CsvSplitter::k_max_fields)
    row.fields.push_back(field);
  else
    row.fault = k_too_many_fields;
}

}  // namespace

std::string_view Row::raw() const {
  const char* stop = end;
  if (stop > begin && stop[-1] == '\n') --stop;
  if (stop > begin && stop[-1] == '\r') --stop;
  return {begin, static_cast<std::size_t>(stop - begin)};
}

// Without quoting the delimiter stands in for the quote: it is looked for anyway.
CsvSplitter::CsvSplitter(const CsvDialect& dialect)
    : m_delimiter(dialect.delimiter),
      m_quote(dialect.quote == '\0' ? dialect.delimiter : dialect.quote),
      m_line_end(dialect.line_end) {}

void CsvSplitter::attach(const char* begin, const char* end, bool last) {
  m_at = begin;
  m_end = end;
  m_last = last;
  if (begin < end) load_block(begin);
}

void CsvSplitter::load_block(const char* position) {
  m_block = position;
  m_specials = mask_of(position, m_delimiter, m_quote, m_line_end);
}

// \returns the next delimiter, quote or line end, or m_end
inline const char* CsvSplitter::next_special() {
  while (m_specials == 0) {
    if (m_end - m_block <= 64) return m_end;
    load_block(m_block + 64);
  }
  const char* found = m_block + std::countr_zero(m_specials);
  m_specials &= m_specials - 1;
  return found < m_end ? found : m_end;
}

// Quoted text may be long, and short fields stay within one block or two.
const char* CsvSplitter::find_quote(const char* from) {
  for (const char* block = from; block < m_end; block += 64) {
    const std::uint64_t quotes = mask_of(block, m_quote, m_quote, m_quote);
    if (quotes == 0) continue;
    const char* found = block + std::countr_zero(quotes);
    return found < m_end ? found : m_end;
  }
  return m_end;
}

// Reads from the opening quote to the delimiter or line end behind the closing one, which is left
// for next_special(). Step::more: the text ends before that.
CsvSplitter::Step CsvSplitter::quoted_field(Row& row, const char* opening, const char*& field) {
  const char* text = opening + 1;
  bool escaped = false;
  const char* closing = find_quote(text);
  while (closing + 1 < m_end && closing[1] == m_quote) {
    escaped = true;
    closing = find_quote(closing + 2);
  }
  if (closing + 1 >= m_end && !m_last) return Step::more;
  if (closing == m_end) {
    row.fault = k_unclosed_quote;
    m_specials = 0;
    m_block = m_end;
    return Step::row;
  }
  const char* after = closing + 1;
  if (after < m_end) {
    load_block(after);
  } else {
    m_block = m_end;
    m_specials = 0;
  }
  if (after < m_end && *after == '\r' && m_line_end == '\n') {
    if (after + 1 == m_end && !m_last) return Step::more;
    if (after + 1 == m_end || after[1] == '\n') ++after;
  }
  if (after < m_end && *after != m_delimiter && *after != m_line_end) row.fault = k_after_quote;
  add(row, {text, static_cast<std::uint32_t>(closing - text), true, escaped});
  const char* end = next_special();
  while (end < m_end && *end == m_quote && m_quote != m_delimiter)
    end = next_special();  // only behind a fault
  if (end == m_end && !m_last) return Step::more;
  field = end + 1;
  if (end < m_end && *end == m_delimiter) return Step::field;
  m_at = end < m_end ? end + 1 : m_end;
  return Step::row;
}

bool CsvSplitter::finish(Row& row, const char* field, const char* row_end, const char* next) {
  if (m_line_end == '\n' && row_end > field && row_end[-1] == '\r') --row_end;
  add(row, {field, static_cast<std::uint32_t>(row_end - field), false, false});
  row.end = next;
  m_at = next;
  return true;
}

bool CsvSplitter::next(Row& row) {
  if (m_at >= m_end) return false;
  row.fields.clear();
  row.fault = nullptr;
  row.begin = m_at;
  const char* field = m_at;
  for (;;) {
    const char* special = next_special();
    if (special == m_end) return m_last && finish(row, field, m_end, m_end);
    const char what = *special;
    if (what == m_delimiter) {
      add(row, {field, static_cast<std::uint32_t>(special - field), false, false});
      field = special + 1;
    } else if (what == m_line_end) {
      return finish(row, field, special, special + 1);
    } else if (special == field) {
      const Step step = quoted_field(row, special, field);
      if (step == Step::more) return false;
      if (step == Step::field) continue;
      if (row.fault == k_unclosed_quote) m_at = m_end;
      row.end = m_at;
      return true;
    }
  }
}

std::string_view unescape(const Field& field, char quote, std::string& storage) {
  if (!field.escaped) return field.view();
  storage.clear();
  for (std::size_t i = 0; i < field.size; ++i) {
    storage += field.data[i];
    if (field.data[i] == quote) ++i;
  }
  return storage;
}

}  // namespace selfopt::etl
