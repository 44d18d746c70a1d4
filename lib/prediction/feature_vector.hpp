#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <selfopt/nouns/catalog.hpp>
#include <selfopt/nouns/features.hpp>
#include <selfopt/nouns/model.hpp>
#include <selfopt/nouns/plan.hpp>

#include "prediction/plan_work.hpp"

/// A statement as the numbers that models look at. Sizes and costs are taken as log(1 + x), since
/// they span ten powers of ten. First stands what the text tells, then the plan, then the sizes of
/// its tables, so that a model that knows less looks at a beginning of the same vector.
namespace selfopt::prediction {

struct FeatureName {
  std::string name;
  std::string unit;
};

/// \returns what the numbers of a vector are, in order
const std::vector<FeatureName>& feature_names(Knowledge knowledge);

/// \param plan    null if \p knowledge is text
/// \param catalog null unless \p knowledge is database
/// \returns as many numbers as feature_names has; all are finite
std::vector<float> feature_vector(Knowledge knowledge, const Features& features, const Plan* plan,
                                  const Catalog* catalog);

/// Where the work of one kind stands in a vector of plans or of databases, as log(1 + x).
std::size_t place_of_cost(Work kind);
std::size_t place_of_rows(Work kind);
/// Where the planner's total cost stands, likewise.
std::size_t place_of_total_cost();

/// Where the five counts stand that the text alone gives: joins, filters, aggregations,
/// complexity_score, tables.
constexpr std::size_t k_five_counts = 5;

}  // namespace selfopt::prediction
