#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/clusters.hpp>

#include "shapes/shapes.hpp"
#include "shapes/vectors.hpp"

namespace selfopt::grouping {

/// A statement of a cluster and what it counts.
struct Member {
  const shapes::Shape* shape = nullptr;
  int row = 0;  ///< in the vectors
  double weight = 0;
};

/// \returns what at least half of the weight of \p members has in common, in words: what they do,
///          with which tables, by which groups, for which columns; for example "totals of sales,
///          products by category for ordered_at in a range".
std::string name_of(const std::vector<Member>& members);

/// Makes equal names differ: by the token that most tells a cluster from the others, else a number.
void make_unique(std::vector<Cluster>& clusters);

/// \returns the tokens whose share of the members' weight is most above their share of all weight,
///          at most five, the most telling first.
std::vector<std::string> telling_tokens(const std::vector<Member>& members,
                                        const shapes::Vectors& vectors,
                                        const std::vector<double>& shares_of_all);

/// \returns of each word of the vocabulary the share of \p members' weight that has it, 0 to 1.
std::vector<double> token_shares(const std::vector<Member>& members,
                                 const shapes::Vectors& vectors);

}  // namespace selfopt::grouping
