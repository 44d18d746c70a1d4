#pragma once

#include <cstdint>

#include "learn/centres.hpp"
#include "learn/sparse_rows.hpp"

namespace selfopt::learn {

/// DBSCAN (Ester and others 1996) by cosine distance: rows with enough neighbours are cores; cores
/// that are neighbours belong together; other rows belong to their nearest core or to none (-1).
/// \param eps         how far neighbours may be, 0 to 2
/// \param min_samples how many neighbours make a core, the row itself included; >= 1
/// \returns labels in the order of the groups' first rows. Time is proportional to the square of
///          the number of rows, memory to their number.
Labels dbscan(const SparseRows& rows, double eps, int min_samples);

/// \returns the distance at which the curve of each row's distance to its neighbour number
///          min_samples - 1, in ascending order, bends most (Satopaa and others 2011); 0 if no row
///          has a neighbour
double knee_of_distances(const SparseRows& rows, int min_samples);

}  // namespace selfopt::learn
