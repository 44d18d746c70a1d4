#pragma once

#include <cstdint>

#include <selfopt/nouns/model.hpp>

#include "train/rows.hpp"

namespace selfopt::training {

struct FitOptions {
  ModelTarget target = ModelTarget::runtime;
  Knowledge knowledge = Knowledge::text;
  Split split = Split::random;
  std::uint64_t seed = 42;
  std::size_t trees = 100;
};

/// Learns a model from \p rows.
///
/// The rows are dealt out to ten groups; each of the model's ten members learns from nine of them,
/// so that it has something to say about rows that it has not seen. From that the weight of the
/// trees and the width of the intervals are taken (the method CV+ of R. F. Barber et al.,
/// Predictive inference with the jackknife+, 2021). A member's base is fitted first
/// (prediction/base.hpp), its trees then learn what the base leaves.
///
/// \param rows at least ten, no two alike (merge_alike)
/// \returns the model without origin and scores
Model fit(const Rows& rows, const FitOptions& options);

}  // namespace selfopt::training
