#include "etl/infer_types.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "env/files.hpp"
#include "etl/parse_value.hpp"
#include "etl/row_reader.hpp"

namespace selfopt::etl {
namespace {

constexpr std::int64_t k_front_bytes = 1 << 20;
constexpr std::int64_t k_window_bytes = 1 << 16;
constexpr std::int64_t k_windows = 32;

bool is_usable(const Row& row, const PlannedFile& file) {
  return row.fault == nullptr && row.size() == file.columns.size();
}

using OnRow = std::function<void(const Row&)>;

void read_front(const PlannedFile& file, const OnRow& on_row) {
  RowReader reader(file.input, file.dialect, file.columns.size());
  Row row;
  bool is_header = file.dialect.has_header;
  while (reader.next(row)) {
    if (!is_header && is_usable(row, file)) on_row(row);
    is_header = false;
    if (reader.offset_of(row) > k_front_bytes) return;
  }
}

// What begins inside a quoted field has its closing quote where none should be.
bool has_stray_quote(const Row& row, char quote) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Field field = row[i];
    if (!field.quoted && field.view().find(quote) != std::string_view::npos) return true;
  }
  return false;
}

// A window begins somewhere in a row: what stands before the first line end is passed over. If
// that was inside a quoted field, rows of the wrong width or a stray quote show it, and the window
// says nothing.
void read_window(std::string& text, std::size_t size, const PlannedFile& file,
                 const OnRow& on_row) {
  const std::size_t first_end = text.find(file.dialect.line_end);
  if (first_end == std::string::npos || first_end >= size) return;
  for (const bool giving : {false, true}) {
    CsvSplitter splitter(file.dialect);
    splitter.attach(text.data() + first_end + 1, text.data() + size, false);
    Row row;
    while (splitter.next(row)) {
      if (row.blank()) continue;
      if (!is_usable(row, file) || has_stray_quote(row, file.dialect.quote)) return;
      if (giving) on_row(row);
    }
  }
}

void read_windows(const PlannedFile& file, const OnRow& on_row) {
  const std::int64_t size = size_of(file.input);
  if (size <= k_front_bytes || !file.input.encoding.empty()) return;
  if (open_source(file.input)->is_compressed()) return;
  const int fd =
      file.input.fd >= 0 ? file.input.fd : ::open(file.input.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw env::file_error("open", file.input.path, errno);
  std::string text(k_window_bytes + CsvSplitter::k_padding, '\0');
  const std::int64_t step = std::max((size - k_front_bytes) / k_windows, k_window_bytes);
  // The last window ends where the file does: identifiers are largest there.
  for (std::int64_t at = size - k_window_bytes; at > k_front_bytes - k_window_bytes; at -= step) {
    const ssize_t got = ::pread(fd, text.data(), k_window_bytes, at);
    if (got > 0) read_window(text, static_cast<std::size_t>(got), file, on_row);
  }
  if (file.input.fd < 0) ::close(fd);
}

}  // namespace

std::string_view trimmed_slowly(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

Cell CellReader::read_slowly(const Field& field) {
  Cell cell{false, unescape(field, m_dialect, m_storage)};
  if (field.quoted) return cell;
  if (m_options.trim) cell.value = trimmed(cell.value);
  if (m_options.null_tokens.empty())
    cell.is_null = cell.value.empty() || cell.value == "\\N" || cell.value == "NULL";
  else
    cell.is_null =
        std::ranges::find(m_options.null_tokens, cell.value) != m_options.null_tokens.end();
  return cell;
}

std::string_view CellReader::rewrite_number(std::string_view value) {
  constexpr std::size_t k_readable_behind = 16;
  constexpr std::string_view k_no_number = "not a number    ";
  if (!take_number(value)) {
    Decimal read_otherwise;
    return parse_decimal(value, read_otherwise) ? k_no_number : value;
  }
  const std::size_t size = m_number.size();
  m_number.append(k_readable_behind, '\0');
  return std::string_view(m_number).substr(0, size);
}

// Groups have three digits, but the first may have fewer: 12,34 is no number with thousands.
bool CellReader::take_number(std::string_view value) {
  m_number.clear();
  std::size_t digits = 0;  // of the group
  bool grouped = false;
  bool in_fraction = false;
  const auto group_fits = [&] { return grouped ? digits == 3 : digits > 0 && digits <= 3; };
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c >= '0' && c <= '9') {
      ++digits;
      m_number += c;
    } else if (c == '-' && i == 0) {
      m_number += c;
    } else if (c == m_options.decimal_point && !in_fraction && (!grouped || group_fits())) {
      in_fraction = true;
      m_number += '.';
    } else if (c == m_options.thousands && !in_fraction && group_fits()) {
      grouped = true;
      digits = 0;
    } else {
      return false;
    }
  }
  return !grouped || in_fraction || group_fits();
}

bool CellReader::is_null_unless_text(std::string_view value) const {
  const std::string_view inner = trimmed(value);
  return inner.empty() || (m_knows_words && missing_word(inner) != 0);
}

void CellReader::observe(const Field& field, std::string_view value, PlannedColumn& column) {
  if (m_knows_words && !field.quoted) column.words.observe(value);
  if (!column.evidence.is_settled_as_text() && !is_null_unless_text(value))
    column.evidence.observe(plain_number(trimmed(value)));
}

void each_sampled_row(const PlannedFile& file, const std::function<void(const Row&)>& on_row) {
  read_front(file, on_row);
  read_windows(file, on_row);
}

void infer_from_sample(const PlannedFile& file, std::vector<PlannedColumn>& columns,
                       const LoadOptions& options) {
  CellReader cells(options, file.dialect);
  each_sampled_row(file, [&](const Row& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Field field = row[i];
      const Cell cell = cells.read(field);
      if (!cell.is_null) cells.observe(field, cell.value, columns[file.columns[i]]);
    }
  });
}

}  // namespace selfopt::etl
