#include "exchange/workload_csv.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include <selfopt/error.hpp>

namespace selfopt::exchange {
namespace {

using Row = std::vector<std::string>;

// RFC 4180: fields in quotes may hold delimiters, line ends and doubled quotes.
class CsvText {
 public:
  explicit CsvText(std::string_view text) : m_text(text) {
    constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";
    if (m_text.starts_with(k_byte_order_mark)) m_at = k_byte_order_mark.size();
    const std::string_view header = m_text.substr(m_at, m_text.find('\n', m_at) - m_at);
    for (const char delimiter : {';', '\t'})
      if (header.find(',') == std::string_view::npos && header.find(delimiter) < header.size())
        m_delimiter = delimiter;
  }

  // \returns false at the end
  bool next(Row& row) {
    row.clear();
    if (m_at >= m_text.size()) return false;
    first_line = line;
    do
      row.push_back(field());
    while (m_at < m_text.size() && m_text[m_at - 1] == m_delimiter);
    if (m_text[m_at - 1] == m_delimiter) row.emplace_back();
    return true;
  }

  std::int64_t line = 1;
  std::int64_t first_line = 1;  // of the row last read

 private:
  std::string field() {
    std::string value;
    bool quoted = false;
    for (; m_at < m_text.size(); ++m_at) {
      const char c = m_text[m_at];
      if (c == '\n') ++line;
      if (c == '"' && (quoted || value.empty())) {
        if (quoted && m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
          value += m_text[m_at++];
        else
          quoted = !quoted;
      } else if (!quoted && (c == m_delimiter || c == '\n')) {
        ++m_at;
        if (c == '\n' && value.ends_with('\r')) value.pop_back();
        return value;
      } else {
        value += c;
      }
    }
    if (value.ends_with('\r')) value.pop_back();
    return value;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  char m_delimiter = ',';
};

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return text;
}

class Columns {
 public:
  explicit Columns(const Row& header) {
    for (const std::string& name : header)
      m_names.push_back(lower(name));
  }
  std::optional<std::size_t> find(std::initializer_list<const char*> names) const {
    for (const char* name : names)
      if (const auto found = std::ranges::find(m_names, name); found != m_names.end())
        return static_cast<std::size_t>(found - m_names.begin());
    return std::nullopt;
  }

 private:
  Row m_names;
};

// Where a row stands, for messages.
struct RowPlace {
  const std::string& file;
  std::int64_t line;
  const Row& header;
};

std::optional<double> number(const Row& row, std::optional<std::size_t> column,
                             const RowPlace& place) {
  if (!column || row[*column].empty()) return std::nullopt;
  constexpr double k_limit = 1e15;  // of calls that sums over rows cannot overflow, and of years
  double value = 0;
  const std::string& text = row[*column];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= k_limit))
    throw Error(ErrorKind::input, fmt::format("{}:{}: {} \"{}\" is not a number from 0 to 10^15",
                                              place.file, place.line, place.header[*column], text));
  return value;
}

}  // namespace

Workload read_workload_csv(std::string_view text, const std::string& name) {
  CsvText csv(text);
  Row row;
  if (!csv.next(row)) return {};
  const Row header = row;
  const Columns columns(row);
  const auto sql = columns.find({"sql", "query", "query_text", "statement"});
  if (!sql)
    throw Error(ErrorKind::input, fmt::format("{}:1: no column holds statements", name), {},
                "Call it query or sql; calls, mean_ms, total_ms, rows, user and database are read, "
                "too.");
  const auto calls = columns.find({"calls", "count"});
  const auto total = columns.find({"total_ms", "total_exec_time", "total_time", "total_time_ms"});
  const auto mean = columns.find({"mean_ms", "mean_exec_time", "mean_time", "execution_time_ms"});
  const auto stddev = columns.find({"stddev_ms", "stddev_exec_time", "stddev_time"});
  const auto rows = columns.find({"rows"});
  const auto user = columns.find({"user", "usename", "rolname", "user_name"});
  const auto database = columns.find({"database", "datname", "database_name"});
  const bool sums = columns.find({"total_exec_time", "total_time"}).has_value();
  Workload workload;
  while (csv.next(row)) {
    if (row.size() == 1 && row[0].empty()) continue;
    if (row.size() != header.size())
      throw Error(ErrorKind::input, fmt::format("{}:{}: {} fields where the header has {}", name,
                                                csv.first_line, row.size(), header.size()));
    const RowPlace place{name, csv.first_line, header};
    WorkloadQuery query;
    query.sql = row[*sql];
    query.calls = static_cast<std::int64_t>(number(row, calls, place).value_or(1));
    query.total_ms = number(row, total, place);
    query.mean_ms = number(row, mean, place);
    query.stddev_ms = number(row, stddev, place);
    query.rows = number(row, rows, place);
    const double times = static_cast<double>(std::max<std::int64_t>(1, query.calls));
    if (query.rows && sums) *query.rows /= times;
    if (!query.mean_ms && query.total_ms) query.mean_ms = *query.total_ms / times;
    if (!query.total_ms && query.mean_ms) query.total_ms = *query.mean_ms * times;
    if (user) query.user = row[*user];
    if (database) query.database = row[*database];
    query.source = "csv";
    if (!query.sql.empty()) workload.push_back(std::move(query));
  }
  return workload;
}

}  // namespace selfopt::exchange
