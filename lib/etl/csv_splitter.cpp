#include "etl/csv_splitter.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "etl/byte_masks.hpp"

// Compiled a second time for processors since 2013, whose instructions count and find bits; which
// of the two runs is decided when the program starts, and too early for the thread sanitizer.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define SELFOPT_FOR_NEW_PROCESSORS_TOO [[gnu::target_clones("arch=x86-64-v3", "default")]]
#else
#define SELFOPT_FOR_NEW_PROCESSORS_TOO
#endif

namespace selfopt::etl {
namespace {

constexpr const char* k_after_quote = "text after a closing quote";
constexpr const char* k_unclosed_quote = "quote is never closed";
constexpr const char* k_too_many_fields = "more than 100,000 fields";

constexpr std::ptrdiff_t k_block_bytes = 64;
// Rows are found for so many blocks at once: what is found stays in the nearest cache.
constexpr std::size_t k_batch_blocks = CharacterMasks::k_blocks;
constexpr std::size_t k_batch_bytes = k_batch_blocks * 64;
constexpr int k_places_at_once = 8;

std::uint64_t first_bits(std::ptrdiff_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

}  // namespace

std::string_view Row::raw() const {
  const char* stop = end;
  if (stop > begin && stop[-1] == '\n') --stop;
  if (stop > begin && stop[-1] == '\r') --stop;
  return {begin, static_cast<std::size_t>(stop - begin)};
}

CsvSplitter::CsvSplitter(const CsvDialect& dialect)
    : m_delimiter(dialect.delimiter),
      m_quote(dialect.quote),
      m_escape(dialect.escape_character()),
      m_comment(dialect.comment),
      m_line_end(dialect.line_end),
      m_parity_serves(m_escape == m_quote && m_comment == '\0'),
      m_ends(2 * k_batch_bytes),
      m_row_ends(k_batch_bytes + 1) {}

void CsvSplitter::attach(const char* begin, const char* end, bool last) {
  m_text = begin;
  m_end = end;
  m_last = last;
  restart_at(begin);
}

// From here on nothing is known, but that a row begins.
void CsvSplitter::restart_at(const char* row) {
  m_row = row;
  m_indexed = row;
  m_ends_used = m_rows = m_next_row = m_next_end = 0;
  m_inside_quotes = m_after_closing_quote = false;
  m_after_separator = true;
  m_go_slowly = !m_parity_serves;
}

// \returns whether there is a row to take
bool CsvSplitter::find_rows() {
  if (m_go_slowly) return false;
  // What was found of an unfinished row moves to the front.
  const std::size_t kept = m_ends_used - m_next_end;
  if (kept > k_max_fields) return false;
  std::copy_n(m_ends.begin() + static_cast<std::ptrdiff_t>(m_next_end), kept, m_ends.begin());
  m_ends_used = kept;
  m_rows = m_next_row = m_next_end = 0;
  while (m_rows == 0 && m_indexed < m_end && !m_go_slowly) {
    m_ends.resize(std::max(m_ends.size(), m_ends_used + k_batch_bytes + k_places_at_once));
    index_blocks();
    if (m_ends_used > k_max_fields && m_rows == 0) break;
  }
  return m_rows > 0;
}

// Writes where the bits of \p bits are, counted from \p base. Eight are written at once, so that
// what the processor guesses about their number is right more often; those too many are
// overwritten.
inline void write_places(std::uint64_t bits, std::uint32_t base, int count, std::uint32_t* out) {
  for (int written = 0; written < count; written += k_places_at_once)
    for (int i = 0; i < k_places_at_once; ++i, bits &= bits - 1)
      out[written + i] = base + static_cast<std::uint32_t>(std::countr_zero(bits));
}

// Writes for each of `line_ends` how many separators there are up to it. Most blocks have none or
// one: that is written in any case, so that the processor need not guess.
inline std::uint32_t* write_row_ends(std::uint64_t line_ends, std::uint64_t separators,
                                     std::uint32_t before, std::uint32_t* out) {
  const auto separators_to_first = [&] {
    return before +
           static_cast<std::uint32_t>(std::popcount(separators & (line_ends ^ (line_ends - 1))));
  };
  *out = separators_to_first();
  out += line_ends != 0 ? 1 : 0;
  while ((line_ends &= line_ends - 1) != 0)
    *out++ = separators_to_first();
  return out;
}

// Finds the separators of the next blocks. It stops at a quote that stands where parity cannot
// serve; what is before it was found.
SELFOPT_FOR_NEW_PROCESSORS_TOO
void CsvSplitter::index_blocks() {
  const std::ptrdiff_t bytes = std::min(m_end - m_indexed, std::ptrdiff_t{k_batch_bytes});
  const auto blocks = static_cast<std::size_t>((bytes + k_block_bytes - 1) / k_block_bytes);
  find_characters(m_indexed, blocks, m_line_end, m_delimiter, m_quote, m_masks);
  std::uint32_t* end = m_ends.data() + m_ends_used;
  std::uint32_t* row_end = m_row_ends.data() + m_rows;
  for (std::size_t i = 0; i < blocks && !m_go_slowly; ++i, m_indexed += k_block_bytes) {
    const std::uint64_t valid = first_bits(m_end - m_indexed);
    const std::uint64_t line_ends = m_masks.line_ends[i] & valid;
    const std::uint64_t quotes = m_quote == '\0' ? 0 : m_masks.quotes[i] & valid;
    std::uint64_t separators = (m_masks.delimiters[i] & valid) | line_ends;
    if (quotes != 0 || m_inside_quotes || m_after_closing_quote)
      separators = mask_quoted(quotes, separators, valid);
    m_after_separator = (separators >> 63) != 0;
    const int count = std::popcount(separators);
    write_places(separators, static_cast<std::uint32_t>(m_indexed - m_text), count, end);
    row_end = write_row_ends(line_ends & separators, separators,
                             static_cast<std::uint32_t>(end - m_ends.data()), row_end);
    end += count;
  }
  m_indexed = std::min(m_indexed, m_end);
  m_ends_used = static_cast<std::size_t>(end - m_ends.data());
  m_rows = static_cast<std::size_t>(row_end - m_row_ends.data());
}

// \returns the separators that are not inside quotes, up to the first quote out of place
inline std::uint64_t CsvSplitter::mask_quoted(std::uint64_t quotes, std::uint64_t separators,
                                              std::uint64_t valid) {
  const std::uint64_t inside =
      parity_up_to(quotes) ^ (m_inside_quotes ? ~std::uint64_t{0} : std::uint64_t{0});
  separators &= ~inside;
  if (const std::uint64_t bad = misplaced_quotes(quotes, inside, separators, valid)) {
    separators &= first_bits(std::countr_zero(bad));
    m_go_slowly = true;
  }
  m_inside_quotes = (inside >> 63) != 0;
  m_after_closing_quote = ((quotes & ~inside) >> 63) != 0;
  return separators;
}

// \returns the bytes at which it shows that a quote is not where RFC 4180 has quotes: one that
// opens inside a field, or text behind one that closes
std::uint64_t CsvSplitter::misplaced_quotes(std::uint64_t quotes, std::uint64_t inside,
                                            std::uint64_t separators, std::uint64_t valid) const {
  const std::uint64_t opening = quotes & inside;
  const std::uint64_t closing = quotes & ~inside;
  const std::uint64_t behind_closing = (closing << 1) | (m_after_closing_quote ? 1 : 0);
  const std::uint64_t behind_separator = (separators << 1) | (m_after_separator ? 1 : 0);
  const std::uint64_t bad_opening = opening & ~(behind_separator | behind_closing);
  std::uint64_t bad_closing = behind_closing & ~(separators | quotes) & valid;
  for (std::uint64_t left = bad_closing; left != 0; left &= left - 1) {
    const char* at = m_indexed + std::countr_zero(left);
    if (skip_line_end_part(at) != at) bad_closing &= ~(left & -left);
  }
  return bad_opening | bad_closing;
}

// \returns what is behind the first half of CR LF, or \p at if that is not there
const char* CsvSplitter::skip_line_end_part(const char* at) const {
  const bool is_half =
      m_line_end == '\n' && at < m_end && *at == '\r' && (at + 1 == m_end || at[1] == '\n');
  return is_half ? at + 1 : at;
}

void CsvSplitter::fill(Row& row, std::size_t first_end, std::size_t ends, const char* next) {
  std::uint32_t& last = m_ends[first_end + ends - 1];
  const char* field = ends > 1 ? m_text + m_ends[first_end + ends - 2] + 1 : m_row;
  if (m_line_end == '\n' && m_text + last > field && m_text[last - 1] == '\r') --last;
  row.begin = m_row;
  row.end = next;
  row.m_text = m_text;
  row.m_ends = m_ends.data() + first_end;
  row.m_fields = ends;
  row.m_begins_at = static_cast<std::uint32_t>(m_row - m_text);
  row.m_quote = m_quote;
  row.m_escape = m_escape;
  m_row = next;
}

void CsvSplitter::take(Row& row) {
  const std::size_t first = m_next_end;
  m_next_end = m_row_ends[m_next_row++];
  row.fault = nullptr;
  fill(row, first, m_next_end - first, m_text + m_ends[m_next_end - 1] + 1);
}

// \returns false if a comment has no end yet
bool CsvSplitter::skip_comments() {
  while (m_comment != '\0' && m_row < m_end && *m_row == m_comment) {
    const void* end = std::memchr(m_row, m_line_end, static_cast<std::size_t>(m_end - m_row));
    if (end == nullptr && !m_last) return false;
    m_row = end == nullptr ? m_end : static_cast<const char*>(end) + 1;
  }
  return true;
}

// \returns what is behind the closing quote, or the end of the text if there is none
const char* CsvSplitter::skip_quoted(const char* opening, Row& row) const {
  for (const char* at = opening + 1; at < m_end; ++at) {
    const bool escapes = *at == m_escape && at + 1 < m_end &&
                         (at[1] == m_quote || (m_escape != m_quote && at[1] == m_escape));
    if (escapes)
      ++at;
    else if (*at == m_quote)
      return at + 1;
  }
  row.fault = k_unclosed_quote;
  return m_end;
}

// A quote that is never closed would make one row of the whole rest: the row ends with the line of
// that quote, and the next line begins another.
bool CsvSplitter::give_up_line(Row& row, const char* opening) {
  const void* end = std::memchr(opening, m_line_end, static_cast<std::size_t>(m_end - opening));
  const char* next = end == nullptr ? m_end : static_cast<const char*>(end) + 1;
  if (m_ends_used == m_ends.size()) m_ends.resize(2 * m_ends.size());
  m_ends[m_ends_used++] = static_cast<std::uint32_t>(next - m_text);
  fill(row, 0, m_ends_used, next);
  begin_after_slow_row();
  return true;
}

// The row keeps its places in m_ends until the next call, which only then writes there.
void CsvSplitter::begin_after_slow_row() {
  m_indexed = m_row;
  m_rows = m_next_row = 0;
  m_next_end = m_ends_used;
  m_inside_quotes = m_after_closing_quote = false;
  m_after_separator = true;
  m_go_slowly = !m_parity_serves;
}

// The last row of a text, and a row that parity cannot split, character by character.
bool CsvSplitter::split_slowly(Row& row) {
  if (!m_go_slowly && m_indexed == m_end && !m_last) return false;
  if (!skip_comments() || m_row == m_end) return false;
  row.fault = nullptr;
  m_ends_used = 0;
  for (const char* at = m_row;; ++at) {
    if (at < m_end && *at == m_quote && m_quote != '\0') {
      const char* const opening = at;
      at = skip_quoted(at, row);
      if (row.fault == k_unclosed_quote && m_last) return give_up_line(row, opening);
      const char* behind = skip_line_end_part(at);
      if (behind == m_end && !m_last) return false;
      const bool ends_here = behind == m_end || *behind == m_delimiter || *behind == m_line_end;
      if (!ends_here) row.fault = k_after_quote;
    }
    while (at < m_end && *at != m_delimiter && *at != m_line_end)
      ++at;
    if (at == m_end && !m_last) return false;
    if (m_ends_used == m_ends.size()) m_ends.resize(2 * m_ends.size());
    if (m_ends_used == k_max_fields)
      row.fault = k_too_many_fields;
    else
      m_ends[m_ends_used++] = static_cast<std::uint32_t>(at - m_text);
    if (at < m_end && *at == m_delimiter) continue;
    const char* next = at < m_end ? at + 1 : m_end;
    fill(row, 0, m_ends_used, next);
    break;
  }
  begin_after_slow_row();
  return true;
}

std::string_view unescape(const Field& field, const CsvDialect& dialect, std::string& storage) {
  constexpr std::size_t k_readable_behind = 16;
  if (!field.escaped) return field.view();
  storage.clear();
  const char escape = dialect.escape_character();
  std::string_view rest = field.view();
  for (std::size_t at = 0; (at = rest.find(escape, at)) != std::string_view::npos;) {
    const bool escapes =
        at + 1 < rest.size() && (rest[at + 1] == dialect.quote || rest[at + 1] == escape);
    storage += rest.substr(0, escapes ? at : at + 1);
    rest.remove_prefix(at + 1);
    at = escapes ? 1 : 0;
  }
  storage += rest;
  const std::size_t size = storage.size();
  storage.append(k_readable_behind, '\0');
  return std::string_view(storage).substr(0, size);
}

}  // namespace selfopt::etl
