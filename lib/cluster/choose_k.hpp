#pragma once

#include "learn/centres.hpp"
#include "learn/distances.hpp"
#include "learn/linkage.hpp"

namespace selfopt::grouping {

/// \returns the cut of \p tree into the most groups whose mean silhouette is within 3 per cent of
/// the
///          greatest, among numbers of groups from 2 up, ever farther apart. If none reaches 0.25,
///          below which Kaufman and Rousseeuw see no structure, the tree is cut at distance 0.5:
///          what has half in common stays together.
learn::Labels best_cut(const learn::Dendrogram& tree, const learn::Distances& distances);

}  // namespace selfopt::grouping
