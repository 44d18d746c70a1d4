#pragma once

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "learn/centres.hpp"

namespace selfopt::learn {

/// Groups that grow by joining (union-find); each is known by its smallest row.
class Groups {
 public:
  explicit Groups(int rows) : m_parents(at(rows)) {
    std::iota(m_parents.begin(), m_parents.end(), 0);
  }

  int first_of(int row) {
    int first = row;
    while (parent(first) != first)
      first = parent(first);
    while (parent(row) != first)
      row = std::exchange(parent(row), first);
    return first;
  }
  void join(int a, int b) {
    const int first = first_of(a);
    const int other = first_of(b);
    parent(std::max(first, other)) = std::min(first, other);
  }
  /// \returns labels in the order of the groups' first rows.
  Labels labels() {
    Labels labels(m_parents.size());
    int next = 0;
    for (std::size_t row = 0; row < labels.size(); ++row) {
      const int first = first_of(static_cast<int>(row));
      labels[row] = at(first) == row ? next++ : labels[at(first)];
    }
    return labels;
  }

 private:
  int& parent(int row) { return m_parents[at(row)]; }
  std::vector<int> m_parents;
};

}  // namespace selfopt::learn
