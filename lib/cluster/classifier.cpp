#include "cluster/classifier.hpp"

#include <algorithm>

#include "learn/distances.hpp"
#include "shapes/vectors.hpp"

namespace selfopt::grouping {
namespace {

shapes::Vocabulary vocabulary_of(const ClusterModel& model) {
  std::vector<shapes::Vocabulary::Word> words;
  for (const ClusterModel::Word& word : model.words)
    words.push_back({word.text, word.weight});
  return {std::move(words), model.unknown_weight};
}

learn::SparseRows centres_of(const ClusterModel& model) {
  learn::SparseRows centres(static_cast<int>(model.words.size()));
  for (const ClusterModel::Centre& centre : model.centres) {
    learn::SparseRow row;
    for (const auto& [word, value] : centre.values)
      row.push_back({word, value});
    centres.add(row);
  }
  return centres;
}

}  // namespace

Classifier::Classifier(const ClusterModel& model)
    : m_model(model), m_vocabulary(vocabulary_of(model)), m_centres(centres_of(model)) {}

Classifier::Place Classifier::place_of(const Features& features) const {
  if (m_centres.rows() == 0) return {};
  // A centre is stored without its smallest values, and read back it is as near as it was.
  constexpr double k_rounding = 1e-6;
  const auto distances = learn::distances_to(
      m_centres, m_vocabulary.vector_of(shapes::tokens_of(features, m_model.features)));
  const auto nearest = std::ranges::min_element(distances);
  const Cluster& cluster =
      m_model.centres[static_cast<std::size_t>(nearest - distances.begin())].cluster;
  const double limit = std::max(m_model.outlier_distance, cluster.radius) + k_rounding;
  return {cluster.id, *nearest, *nearest > limit};
}

}  // namespace selfopt::grouping
