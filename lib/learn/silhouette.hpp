#pragma once

#include <vector>

#include "learn/centres.hpp"
#include "learn/distances.hpp"

namespace selfopt::learn {

/// \returns the silhouette of each row (Rousseeuw 1987): (b - a) / max(a, b) with a its mean
///          distance to the rest of its group and b that to the nearest other group, -1 to 1. 0 for
///          a row that is alone in its group; all 0 if there is only one group. Rows of no group
///          (-1) have 0 and are nobody's neighbours.
std::vector<double> silhouettes(const Distances& distances, const Labels& labels);

/// \returns the mean of `silhouettes` over the rows that have a group; 0 if there are none
double mean_silhouette(const Distances& distances, const Labels& labels);

}  // namespace selfopt::learn
