#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace selfopt::learn {

/// \returns the number of a row or column as an index.
constexpr std::size_t at(int number) {
  return static_cast<std::size_t>(number);
}

/// One number of a row that is not zero.
struct Entry {
  int column = 0;
  double value = 0;
};
using SparseRow = std::vector<Entry>;  ///< columns ascending, each once

/// A matrix of few numbers that are not zero, row by row (CSR).
class SparseRows {
 public:
  explicit SparseRows(int columns) : m_columns(columns) {}

  /// \param row its columns ascending, below columns()
  void add(const SparseRow& row) {
    for (const Entry& entry : row) {
      m_numbers.push_back(entry.column);
      m_values.push_back(entry.value);
    }
    m_starts.push_back(static_cast<int>(m_values.size()));
  }

  int rows() const { return static_cast<int>(m_starts.size()) - 1; }
  int columns() const { return m_columns; }
  SparseRow row(int number) const {
    SparseRow row;
    for (int i = m_starts[at(number)]; i < m_starts[at(number) + 1]; ++i)
      row.push_back({m_numbers[at(i)], m_values[at(i)]});
    return row;
  }
  /// \returns the rows with these numbers, in their order.
  SparseRows part(std::span<const int> numbers) const {
    SparseRows part(m_columns);
    for (const int number : numbers)
      part.add(row(number));
    return part;
  }

  /// The three arrays of CSR: where each row begins, and one past the last; columns; values.
  const std::vector<int>& starts() const { return m_starts; }
  const std::vector<int>& numbers() const { return m_numbers; }
  const std::vector<double>& values() const { return m_values; }

 private:
  int m_columns = 0;
  std::vector<int> m_starts{0};
  std::vector<int> m_numbers;
  std::vector<double> m_values;
};

}  // namespace selfopt::learn
