#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>

#include "pg/index_density.hpp"

namespace selfopt::advisor {

struct BloatAdvice {
  std::vector<Recommendation> reindexes;
  std::vector<RejectedCandidate> kept;  ///< looks bloated by the estimate, and measured is not
};

/// Measures an index; nullopt if that is not possible.
using MeasureIndex = std::function<std::optional<pg::IndexDensity>(const Index&)>;

/// Finds B-trees that would be smaller by more than half and more than 10 MB if they were built
/// anew: by what the size model (index_size.hpp) says of as many rows, and, where it can be, by
/// measuring those. Indexes with expressions, a fill factor of their own or columns without
/// statistics cannot be estimated and are left out.
///
/// `size_bytes` is what would be freed; `confidence` is 0.9 when measured, else 0.6 and `verified`
/// false.
BloatAdvice advise_reindex(const Catalog& catalog, const MeasureIndex& measure);

}  // namespace selfopt::advisor
