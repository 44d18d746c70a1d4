#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql/lexer.hpp"
#include "sql/statement.hpp"

namespace selfopt::sql {

/// Takes one statement after the other off the front of a text, which may be the part of a longer
/// one that has been read so far.
class Splitter {
 public:
  /// \param complete   whether \p text is all there is; if not, what follows its last semicolon is
  ///                   left for later
  /// \param first_line the number of the text's first line
  explicit Splitter(std::string_view text, bool complete = true, std::int64_t first_line = 1)
      : m_text(text), m_complete(complete), m_line(first_line) {}

  /// \returns false if there is no further statement; else \p statement points into the text
  bool next(Statement& statement);

  /// \returns how many bytes of the text are done with
  std::size_t consumed() const { return m_consumed; }
  /// \returns the number of the line that stands at consumed()
  std::int64_t line() const { return m_line; }

 private:
  struct Bounds {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t rest = 0;  ///< where the next statement may begin
    bool copies_from_stdin = false;
  };
  bool find_end(Bounds& bounds) const;
  std::size_t end_of_line(std::size_t position) const;
  std::size_t after_copy_data(std::size_t position) const;
  void consume(std::size_t position);

  std::string_view m_text;
  bool m_complete;
  std::int64_t m_line;
  std::size_t m_consumed = 0;
};

}  // namespace selfopt::sql
