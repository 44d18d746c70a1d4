#include "csv_writer.hpp"

#include <charconv>

namespace selfopt::retail {

namespace {

constexpr std::size_t k_block_bytes = std::size_t{1} << 18;

}  // namespace

CsvWriter::CsvWriter(Sink sink) : m_sink(std::move(sink)) {
  m_block.reserve(k_block_bytes + 4096);
}

void CsvWriter::header(std::string_view names) {
  m_block += names;
  m_block += '\n';
}

void CsvWriter::begin_field() {
  if (!m_first_field) m_block += ',';
  m_first_field = false;
}

CsvWriter& CsvWriter::null() {
  begin_field();
  return *this;
}

CsvWriter& CsvWriter::whole(std::uint64_t number) {
  begin_field();
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  m_block.append(digits, end);
  return *this;
}

CsvWriter& CsvWriter::decimal(std::uint64_t scaled, int digits) {
  std::uint64_t unit = 1;
  for (int i = 0; i < digits; ++i)
    unit *= 10;
  whole(scaled / unit);
  m_block += '.';
  append_digits(scaled % unit, digits);
  return *this;
}

CsvWriter& CsvWriter::boolean(bool value) {
  begin_field();
  m_block += value ? "true" : "false";
  return *this;
}

CsvWriter& CsvWriter::text(std::string_view value) {
  begin_field();
  if (!value.empty() && value.find_first_of(",\"\r\n") == std::string_view::npos) {
    m_block += value;
    return *this;
  }
  m_block += '"';
  for (const char c : value) {
    if (c == '"') m_block += '"';
    m_block += c;
  }
  m_block += '"';
  return *this;
}

CsvWriter& CsvWriter::day(Day day) {
  begin_field();
  const std::chrono::year_month_day date(day);
  append_digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  m_block += '-';
  append_digits(static_cast<unsigned>(date.month()), 2);
  m_block += '-';
  append_digits(static_cast<unsigned>(date.day()), 2);
  return *this;
}

CsvWriter& CsvWriter::second(Second second) {
  const Day midnight = std::chrono::floor<std::chrono::days>(second);
  day(midnight);
  const auto since = static_cast<std::uint64_t>((second - midnight).count());
  m_block += ' ';
  append_digits(since / 3600, 2);
  m_block += ':';
  append_digits(since / 60 % 60, 2);
  m_block += ':';
  append_digits(since % 60, 2);
  return *this;
}

void CsvWriter::end_row() {
  m_block += '\n';
  m_first_field = true;
  if (m_block.size() >= k_block_bytes) finish();
}

void CsvWriter::finish() {
  if (!m_block.empty()) m_sink(m_block);
  m_block.clear();
}

void CsvWriter::append_digits(std::uint64_t number, int digits) {
  char text[20];
  for (int i = digits; i-- > 0; number /= 10)
    text[i] = static_cast<char>('0' + number % 10);
  m_block.append(text, static_cast<std::size_t>(digits));
}

}  // namespace selfopt::retail
