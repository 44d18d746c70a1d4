#pragma once

#include <vector>

#include "learn/sparse_rows.hpp"

namespace selfopt::learn {

/// Which rows belong together: a number of a group, from 0, for each row; -1: to no group.
using Labels = std::vector<int>;

/// \returns how many groups there are: the greatest label and one
int group_count(const Labels& labels);

/// \returns the direction of the weighted sum of each group's rows, of unit length. What is less
///          than a thousandth of the length is left out, so that centres stay sparse.
/// \param weights of each row, >= 0; a group whose weights are all 0 counts each row as 1
SparseRows centres_of(const SparseRows& rows, const std::vector<double>& weights,
                      const Labels& labels);

/// Of each row the nearest centre and how far it is. Of equally near ones the first.
struct Nearest {
  Labels labels;
  std::vector<double> distances;  ///< cosine distance, 0 to 2; 1 if there is no centre
};
Nearest nearest(const SparseRows& rows, const SparseRows& centres);

}  // namespace selfopt::learn
