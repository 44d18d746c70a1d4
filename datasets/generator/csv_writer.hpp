#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
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

  /// \param sink receives the bytes in blocks, the last one from finish()
  explicit CsvWriter(Sink sink);

  /// \param names separated by commas; becomes the first line
  void header(std::string_view names);

  CsvWriter& null();
  CsvWriter& whole(std::uint64_t number);
  /// \param scaled the number times 10^\p digits, not negative, for example cents with 2 digits
  CsvWriter& decimal(std::uint64_t scaled, int digits = 2);
  CsvWriter& boolean(bool value);
  CsvWriter& text(std::string_view value);
  CsvWriter& day(Day day);
  CsvWriter& second(Second second);
  void end_row();

  void finish();

 private:
  void begin_field();
  void append_digits(std::uint64_t number, int digits);

  Sink m_sink;
  std::string m_block;
  bool m_first_field = true;
};

}  // namespace selfopt::retail
