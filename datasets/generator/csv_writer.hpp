#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace selfopt::retail {

using Day = std::chrono::sys_days;
using Second = std::chrono::sys_seconds;

/// Writes CSV as RFC 4180 has it, but with a line feed at the end of a row: NULL is an empty field,
/// an empty text is "", and quotes stand only where they are needed.
class CsvWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// \param sink receives the bytes in blocks of whole rows, the last one from finish()
  explicit CsvWriter(Sink sink);

  /// \param names separated by commas; becomes the first line
  void header(std::string_view names);

  CsvWriter& null();
  CsvWriter& whole(std::uint64_t number);
  /// \param scaled the number times 10^\p digits, for example cents with 2 digits
  CsvWriter& decimal(std::uint64_t scaled, int digits = 2);
  CsvWriter& boolean(bool value);
  CsvWriter& text(std::string_view value);
  CsvWriter& day(Day day);
  CsvWriter& second(Second second);
  void end_row();

  void finish();

 private:
  void begin_field(std::size_t most_bytes);
  void put(char c) { m_block[m_used++] = c; }
  void put(std::string_view bytes);
  void put_number(std::uint64_t number);
  void put_digits(std::uint64_t number, int digits);
  void put_day(Day day);

  Sink m_sink;
  std::string m_block;  ///< its size is the room there is; m_used bytes of it are filled
  std::size_t m_used = 0;
  bool m_first_field = true;
};

}  // namespace selfopt::retail
