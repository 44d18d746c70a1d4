#pragma once

#include <selfopt/nouns/clusters.hpp>
#include <selfopt/nouns/features.hpp>

#include "shapes/vocabulary.hpp"

namespace selfopt::grouping {

/// Says to which cluster of a model a statement belongs.
class Classifier {
 public:
  explicit Classifier(const ClusterModel& model);

  struct Place {
    int cluster = -1;  ///< -1: the model has no cluster
    double distance = 1;
    bool outlier = true;
  };
  Place place_of(const Features& features) const;

 private:
  const ClusterModel& m_model;
  shapes::Vocabulary m_vocabulary;
  learn::SparseRows m_centres;
};

}  // namespace selfopt::grouping
