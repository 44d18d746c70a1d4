#pragma once

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/recommend.hpp>

namespace selfopt::advisor {

/// Adds to \p advice which of the indexes that exist are not worth their space (drops.hpp), and
/// which should be built anew (bloat.hpp): none that is to be dropped.
void judge_existing(Recommendations& advice, const Database& database, const Catalog& catalog,
                    const RecommendOptions& options);

}  // namespace selfopt::advisor
