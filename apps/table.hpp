#pragma once

#include <string>
#include <vector>

namespace selfopt::app {

/// A table for people: columns aligned, numbers to the right, the last wide column cut to fit.
class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
    bool may_shrink = false;  ///< cut with "…" when the terminal is too narrow
  };

  explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}

  /// \param cells one text a column; line breaks and control characters are shown as spaces
  void add(std::vector<std::string> cells);
  /// A line before the next row.
  void rule() { m_rules.push_back(m_rows.size()); }

  /// \param width columns of the terminal; 0: as wide as it needs
  std::string text(std::size_t width) const;

 private:
  std::vector<Column> m_columns;
  std::vector<std::vector<std::string>> m_rows;
  std::vector<std::size_t> m_rules;
};

/// \returns the width of the terminal on standard output, or 0 if that is not a terminal.
std::size_t stdout_width();

}  // namespace selfopt::app
