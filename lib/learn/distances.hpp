#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "learn/sparse_rows.hpp"

/// Cosine distance, 1 - cos: 0 for vectors of one direction, 1 for vectors that share nothing. Rows
/// are of unit length; numbers are added in one fixed order, so results are the same everywhere.
namespace selfopt::learn {

/// All distances of some rows to each other.
class Distances {
 public:
  /// \param rows of unit length; memory is 2 bytes times the square of their number
  explicit Distances(const SparseRows& rows);

  int size() const { return m_size; }
  float operator()(int a, int b) const {
    if (a == b) return 0;
    return a < b ? m_values[place(a, b)] : m_values[place(b, a)];
  }
  void set(int a, int b, float distance) { m_values[a < b ? place(a, b) : place(b, a)] = distance; }

 private:
  std::size_t place(int smaller, int larger) const {
    const auto row = at(larger);
    return row * (row - 1) / 2 + at(smaller);
  }
  int m_size = 0;
  std::vector<float> m_values;  // below the diagonal, row by row
};

/// Calls \p on_row for each row with its distances to all rows, in order; a block of rows is
/// computed at a time, so memory is proportional to the number of rows.
void for_each_distances(const SparseRows& rows,
                        const std::function<void(int row, std::span<const double>)>& on_row);

/// \returns the distances of one vector of unit length to all rows.
std::vector<double> distances_to(const SparseRows& rows, const SparseRow& vector);

}  // namespace selfopt::learn
