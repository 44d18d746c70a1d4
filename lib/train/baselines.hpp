#pragma once

#include <vector>

#include <selfopt/nouns/training.hpp>

#include "train/fit.hpp"
#include "train/rows.hpp"

namespace selfopt::training {

/// What ways that need little or no learning make of the same rows:
///
///   mean          every statement takes as long as the others on average (the share of yes)
///   planner_cost  log(ms) is a straight line over the logarithm of the planner's cost
///   five_counts   a forest that sees joins, filters, aggregations, complexity score and tables
///   only
///
/// \param learn, test both not empty; \p options those of the model
std::vector<Baseline> baselines(const Rows& learn, const Rows& test, const FitOptions& options);

}  // namespace selfopt::training
