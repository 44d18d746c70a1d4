#include "etl/csv_dialect.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "etl/csv_splitter.hpp"
#include "etl/missing_words.hpp"
#include "etl/type_lattice.hpp"

namespace selfopt::etl {
namespace {

constexpr std::size_t k_rows_looked_at = 1000;
// A delimiter that gives fewer rows the same number of fields is none.
constexpr double k_least_agreement = 0.6;

using Cells = std::vector<std::vector<std::string>>;

Cells split(const std::string& padded, std::size_t size, bool whole, const CsvDialect& dialect) {
  CsvSplitter splitter(dialect);
  splitter.attach(padded.data(), padded.data() + size, whole);
  Cells rows;
  Row row;
  std::string storage;
  while (rows.size() < k_rows_looked_at && splitter.next(row)) {
    if (row.blank()) continue;
    auto& cells = rows.emplace_back();
    // Of a row with a fault only the number of its fields is known.
    for (std::size_t i = 0; i < row.size(); ++i)
      cells.emplace_back(row.fault == nullptr ? unescape(row[i], dialect, storage)
                                              : std::string_view());
  }
  return rows;
}

// A single quote is the file's quote only if fields begin and end with it and none with a double.
char guess_quote(std::string_view sample) {
  const auto opens = [&](char quote) {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < sample.size(); ++i)
      if (sample[i + 1] == quote && (sample[i] == '\n' || sample[i] == ',' || sample[i] == ';' ||
                                     sample[i] == '\t' || sample[i] == '|'))
        ++count;
    return count;
  };
  const auto closes = [&](char quote) {
    std::size_t count = 0;
    for (std::size_t i = 1; i < sample.size(); ++i)
      if (sample[i - 1] == quote && (sample[i] == '\n' || sample[i] == '\r' || sample[i] == ',' ||
                                     sample[i] == ';' || sample[i] == '\t' || sample[i] == '|'))
        ++count;
    return count;
  };
  const std::size_t opened = opens('\'');
  return opens('"') == 0 && opened >= 2 && closes('\'') >= opened ? '\'' : '"';
}

struct Agreement {
  double share = 0;  // of rows with the most frequent number of fields
  std::size_t fields = 0;
  bool header_agrees = false;
};

Agreement agreement(std::span<const Cells::value_type> rows) {
  std::map<std::size_t, std::size_t> counts;
  for (const auto& row : rows)
    ++counts[row.size()];
  Agreement best;
  std::size_t most = 0;
  for (const auto& [fields, count] : counts) {
    if (count < most) continue;
    most = count;
    best.fields = fields;
  }
  if (!rows.empty()) {
    best.share = static_cast<double>(most) / static_cast<double>(rows.size());
    best.header_agrees = rows.front().size() == best.fields;
  }
  return best;
}

bool better(const Agreement& a, const Agreement& b) {
  if (a.header_agrees != b.header_agrees) return a.header_agrees;
  if (a.share != b.share) return a.share > b.share;
  return a.fields > b.fields;
}

char guess_delimiter(const std::string& padded, std::size_t size, bool whole, bool tsv_hint,
                     CsvDialect dialect) {
  char found = ',';
  Agreement best;
  for (const char candidate : {',', ';', '\t', '|'}) {
    dialect.delimiter = candidate;
    const Agreement here = agreement(split(padded, size, whole, dialect));
    if (here.fields < 2 || here.share < k_least_agreement) continue;
    if (candidate == '\t' && tsv_hint) return candidate;
    if (best.fields == 0 || better(here, best)) {
      best = here;
      found = candidate;
    }
  }
  return best.fields == 0 && tsv_hint ? '\t' : found;
}

bool guess_header(const Cells& rows) {
  if (rows.empty()) return true;
  const auto& first = rows.front();
  bool repeated = false;
  bool any_typed = false;
  for (std::size_t column = 0; column < first.size(); ++column) {
    ColumnEvidence below;
    ColumnEvidence above;
    bool again = false;
    for (std::size_t row = 1; row < rows.size(); ++row) {
      if (column >= rows[row].size() || rows[row][column].empty()) continue;
      if (missing_word(rows[row][column]) == 0) below.observe(rows[row][column]);
      again |= rows[row][column] == first[column];
    }
    above.observe(first[column]);
    const bool above_is_text = above.is_settled_as_text();
    const bool below_is_text = below.is_settled_as_text() || rows.size() == 1;
    any_typed |= !below_is_text;
    if (!above_is_text && !first[column].empty() && (!below_is_text || rows.size() == 1)) {
      below.observe(first[column]);
      if (!below.is_settled_as_text()) return false;
    }
    repeated |= again && !first[column].empty();
  }
  return any_typed || !repeated;
}

// Rows of the most frequent width, of which there must be one, end in a delimiter; other rows are
// at fault by themselves.
bool rows_end_in_delimiter(std::span<const Cells::value_type> rows) {
  const std::size_t width = agreement(rows).fields;
  return width >= 2 && std::ranges::all_of(rows, [&](const auto& row) {
           return row.size() != width || row.back().empty();
         });
}

// The header has no name for what is behind the delimiter. Without one, a bar at the line's end is
// how dbgen and its like write; of other files an empty column is as likely.
bool has_trailing_delimiter(const Cells& rows, const CsvDialect& dialect,
                            std::optional<bool> wanted) {
  if (rows.empty() || !wanted.value_or(true)) return false;
  if (!dialect.has_header)
    return (wanted || dialect.delimiter == '|') && rows_end_in_delimiter(rows);
  const auto below = std::span(rows).subspan(1);
  const auto& names = rows.front();
  if (below.empty()) return wanted && names.size() >= 2 && names.back().empty();
  const std::size_t width = agreement(below).fields;
  const bool has_no_name =
      names.size() + 1 == width || (names.size() == width && names.back().empty());
  return has_no_name && rows_end_in_delimiter(below);
}

// Line feeds inside quotes do not end the lines of a file whose lines end in CR.
char guess_line_end(std::string_view sample, char quote) {
  bool inside_quotes = false;
  bool has_cr = false;
  for (const char c : sample) {
    if (c == quote && quote != '\0') inside_quotes = !inside_quotes;
    if (c == '\n' && !inside_quotes) return '\n';
    has_cr |= c == '\r' && !inside_quotes;
  }
  return has_cr ? '\r' : '\n';
}

std::string shown(char c) {
  if (c == '\t') return "tab";
  return fmt::format("\"{}\"", c);
}

}  // namespace

CsvDialect detect_dialect(std::string_view sample, bool whole, bool tsv_hint,
                          const LoadOptions& options) {
  CsvDialect dialect;
  dialect.quote = options.quote ? *options.quote : guess_quote(sample);
  dialect.line_end = guess_line_end(sample, dialect.quote);
  const std::size_t first_end = sample.find('\n');
  dialect.crlf = dialect.line_end == '\n' && first_end != std::string_view::npos && first_end > 0 &&
                 sample[first_end - 1] == '\r';
  dialect.escape = options.escape.value_or('\0');
  dialect.comment = options.comment.value_or('\0');
  std::string padded(sample);
  padded.append(CsvSplitter::k_padding, '\0');
  dialect.delimiter = options.delimiter
                          ? *options.delimiter
                          : guess_delimiter(padded, sample.size(), whole, tsv_hint, dialect);
  const Cells rows = split(padded, sample.size(), whole, dialect);
  dialect.has_header = options.header ? *options.header : guess_header(rows);
  dialect.trailing_delimiter = has_trailing_delimiter(rows, dialect, options.trailing_delimiter);
  if (!dialect.has_header)
    dialect.columns = agreement(rows).fields - (dialect.trailing_delimiter ? 1 : 0);
  return dialect;
}

std::string describe(const CsvDialect& dialect) {
  return fmt::format("delimiter {}, {}, {}, {}{}", shown(dialect.delimiter),
                     dialect.quote == '\0' ? "no quote" : "quote " + shown(dialect.quote),
                     dialect.has_header ? "header" : "no header",
                     dialect.line_end == '\r' ? "CR"
                     : dialect.crlf           ? "CRLF"
                                              : "LF",
                     fmt::format("{}{}", dialect.bom ? ", byte order mark" : "",
                                 dialect.trailing_delimiter ? ", delimiter at line ends" : ""));
}

}  // namespace selfopt::etl
