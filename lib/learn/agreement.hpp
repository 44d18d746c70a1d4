#pragma once

#include <vector>

#include "learn/centres.hpp"

namespace selfopt::learn {

/// \returns the adjusted Rand index of two groupings of the same rows (Hubert and Arabie 1985): 1
///          if they are the same, about 0 if they have no more in common than chance. A row of no
///          group (-1) counts as a group of its own.
/// \param counts how many things each row stands for; empty: one
double adjusted_rand_index(const Labels& a, const Labels& b,
                           const std::vector<double>& counts = {});

}  // namespace selfopt::learn
