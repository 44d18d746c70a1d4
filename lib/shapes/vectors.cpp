#include "shapes/vectors.hpp"

#include <utility>

namespace selfopt::shapes {

Tokens tokens_of(const Features& statement, ClusterFeatures features) {
  return features == ClusterFeatures::tfidf ? text_tokens(statement.normalized_query)
                                            : structure_tokens(statement);
}

Vectors vectors_of(const std::vector<Shape>& shapes, ClusterFeatures features, std::size_t most) {
  std::vector<Tokens> documents;
  documents.reserve(shapes.size());
  for (const Shape& shape : shapes)
    documents.push_back(tokens_of(shape.features, features));
  Vocabulary vocabulary = features == ClusterFeatures::tfidf
                              ? Vocabulary::by_frequency(documents, most)
                              : Vocabulary::of_tokens(documents, most);
  learn::SparseRows rows = vocabulary.vectors_of(documents);
  return {std::move(vocabulary), std::move(rows)};
}

}  // namespace selfopt::shapes
