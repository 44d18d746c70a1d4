#pragma once

#include <cstddef>
#include <vector>

#include <selfopt/nouns/model.hpp>

/// The base of a run-time model: the planner's own cost formula with constants that fit the
/// machine.
///
///   ms = exp(constant) + sum of coefficient · work
///
/// where work are the cost and the rows of each kind of node (prediction/plan_work.hpp). As no
/// coefficient is negative and work adds up, it goes on sensibly where nothing was seen, which
/// trees do not. After W. Wu et al., Predicting Query Execution Time: Are Optimizer Cost Models
/// Really Unusable?, ICDE 2013.
namespace selfopt::prediction {

/// \returns the places in a vector of those numbers that coefficients belong to, in order; empty if
///          \p knowledge is text
const std::vector<std::size_t>& base_places(Knowledge knowledge);

/// \returns the work that coefficients are multiplied with, in the order of base_places
std::vector<double> base_work(Knowledge knowledge, const std::vector<float>& x);

/// \returns log(ms + k_clock_ms) by the base alone; without coefficients its constant, whatever
///          that stands for
double base_answer(const ModelMember& member, Knowledge knowledge, const std::vector<float>& x);

}  // namespace selfopt::prediction
