#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/recommendations.hpp>
#include <selfopt/recommend.hpp>

/// Indexes that exist and are not worth their space.
namespace selfopt::advisor {

struct DropAdvice {
  std::vector<Recommendation> drops;
  std::vector<RejectedCandidate> kept;  ///< looks droppable, and why it is not advised
};

/// \returns a recommendation of \p kind about \p index, with all that the catalog says of it
Recommendation advice_about(RecommendationKind kind, const Index& index);

/// \returns a recommendation to drop \p index; its costs are left to the caller
Recommendation drop_advice(const Index& index, const std::string& reason, double confidence);

/// Finds invalid leftovers, duplicates, B-trees whose keys another one's begin with, and indexes
/// that nobody scans. Never one that a constraint, uniqueness, a foreign key, replica identity,
/// CLUSTER, a partitioned table or an extension needs.
///
/// `confidence` is 0.95 for leftovers and duplicates, 0.85 for prefixes, and for unused indexes
/// days / (days + 15): 0.70 after 35 days, 0.86 after 90.
DropAdvice advise_drops(const Catalog& catalog, const RecommendOptions& options);

}  // namespace selfopt::advisor
