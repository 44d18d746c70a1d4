#pragma once

#include <cstddef>
#include <vector>

#include <selfopt/nouns/clusters.hpp>

#include "shapes/shapes.hpp"
#include "shapes/tokens.hpp"
#include "shapes/vocabulary.hpp"

namespace selfopt::shapes {

/// \returns what \p features compares a statement by.
Tokens tokens_of(const Features& statement, ClusterFeatures features);

/// What statements look like as vectors.
struct Vectors {
  Vocabulary vocabulary;
  learn::SparseRows rows{0};
};

/// \param most how many tokens are compared at most
Vectors vectors_of(const std::vector<Shape>& shapes, ClusterFeatures features, std::size_t most);

}  // namespace selfopt::shapes
