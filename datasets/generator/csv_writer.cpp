#include "csv_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace selfopt::retail {

namespace {

constexpr std::size_t k_block_bytes = std::size_t{1} << 18;
constexpr std::size_t k_most_number_bytes = 24;  // of a number, a date or a time

bool needs_quotes(std::string_view value) {
  return value.empty() || std::ranges::any_of(value, [](char c) {
           return c == ',' || c == '"' || c == '\n' || c == '\r';
         });
}

}  // namespace

CsvWriter::CsvWriter(Sink sink) : m_sink(std::move(sink)), m_block(k_block_bytes + 4096, '\0') {}

void CsvWriter::header(std::string_view names) {
  begin_field(names.size());
  put(names);
  end_row();
}

CsvWriter& CsvWriter::null() {
  begin_field(0);
  return *this;
}

CsvWriter& CsvWriter::whole(std::uint64_t number) {
  begin_field(k_most_number_bytes);
  put_number(number);
  return *this;
}

CsvWriter& CsvWriter::decimal(std::uint64_t scaled, int digits) {
  std::uint64_t unit = 1;
  for (int i = 0; i < digits; ++i)
    unit *= 10;
  begin_field(k_most_number_bytes);
  put_number(scaled / unit);
  put('.');
  put_digits(scaled % unit, digits);
  return *this;
}

CsvWriter& CsvWriter::boolean(bool value) {
  return text(value ? "true" : "false");
}

CsvWriter& CsvWriter::text(std::string_view value) {
  begin_field(2 * value.size() + 2);
  if (!needs_quotes(value)) {
    put(value);
    return *this;
  }
  put('"');
  for (const char c : value) {
    if (c == '"') put('"');
    put(c);
  }
  put('"');
  return *this;
}

CsvWriter& CsvWriter::day(Day day) {
  begin_field(k_most_number_bytes);
  put_day(day);
  return *this;
}

CsvWriter& CsvWriter::second(Second second) {
  const Day midnight = std::chrono::floor<std::chrono::days>(second);
  const auto since = static_cast<std::uint64_t>((second - midnight).count());
  begin_field(k_most_number_bytes);
  put_day(midnight);
  put(' ');
  put_digits(since / 3600, 2);
  put(':');
  put_digits(since / 60 % 60, 2);
  put(':');
  put_digits(since % 60, 2);
  return *this;
}

void CsvWriter::end_row() {
  put('\n');
  m_first_field = true;
  if (m_used >= k_block_bytes) finish();
}

void CsvWriter::finish() {
  if (m_used > 0) m_sink(std::string_view(m_block).substr(0, m_used));
  m_used = 0;
}

/// Makes room for a comma, a field of \p most_bytes and the end of the row, then writes the comma.
void CsvWriter::begin_field(std::size_t most_bytes) {
  if (m_block.size() < m_used + most_bytes + 2) m_block.resize(2 * (m_used + most_bytes + 2));
  if (!m_first_field) put(',');
  m_first_field = false;
}

void CsvWriter::put(std::string_view bytes) {
  std::memcpy(m_block.data() + m_used, bytes.data(), bytes.size());
  m_used += bytes.size();
}

void CsvWriter::put_number(std::uint64_t number) {
  char* const begin = m_block.data() + m_used;
  m_used += static_cast<std::size_t>(
      std::to_chars(begin, m_block.data() + m_block.size(), number).ptr - begin);
}

void CsvWriter::put_digits(std::uint64_t number, int digits) {
  for (int i = digits; i-- > 0; number /= 10)
    m_block[m_used + static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
  m_used += static_cast<std::size_t>(digits);
}

void CsvWriter::put_day(Day day) {
  const std::chrono::year_month_day date(day);
  put_digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  put('-');
  put_digits(static_cast<unsigned>(date.month()), 2);
  put('-');
  put_digits(static_cast<unsigned>(date.day()), 2);
}

}  // namespace selfopt::retail
