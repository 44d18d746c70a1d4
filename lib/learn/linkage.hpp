#pragma once

#include <vector>

#include "learn/centres.hpp"
#include "learn/distances.hpp"

namespace selfopt::learn {

/// Two groups that become one.
struct Merge {
  int a = 0;          ///< a row of the one
  int b = 0;          ///< a row of the other
  double height = 0;  ///< mean distance between rows of the one and rows of the other
};

/// The tree that grows when the two nearest groups are merged again and again.
class Dendrogram {
 public:
  /// Average linkage by the nearest-neighbour chain (Murtagh 1983; Müllner 2011): time is
  /// proportional to the square of the number of rows. Every row counts once.
  explicit Dendrogram(Distances distances);

  int rows() const { return m_rows; }
  /// In the order of their height; one less than there are rows.
  const std::vector<Merge>& merges() const { return m_merges; }

  /// \returns the labels when merging stops at \p groups groups, 1 to rows(); groups are numbered
  ///          in the order of their first rows
  Labels cut_into(int groups) const;
  /// \returns the labels when nothing is merged that is farther apart than \p height.
  Labels cut_at(double height) const;

 private:
  Labels after(std::size_t merges) const;

  int m_rows = 0;
  std::vector<Merge> m_merges;
};

}  // namespace selfopt::learn
