#include "check/same_observation.hpp"

#include <algorithm>
#include <cmath>

namespace selfopt::checking {
namespace {

// Re-analysing moved costs by up to 3.1 % in an experiment with twelve rounds.
constexpr double k_cost_noise = 0.05;
constexpr double k_block_noise = 0.02;
constexpr double k_least_blocks = 8;
constexpr double k_table_noise = 0.1;

bool close(double a, double b, double share, double least = 0) {
  return std::abs(a - b) <= std::max(least, share * std::max(std::abs(a), std::abs(b)));
}

bool close(const std::optional<double>& a, const std::optional<double>& b, double share,
           double least = 0) {
  if (a.has_value() != b.has_value()) return false;
  return !a || close(*a, *b, share, least);
}

}  // namespace

bool same_tables(const Observation& before, const Observation& after) {
  return std::ranges::equal(before.tables, after.tables, [](const auto& a, const auto& b) {
    return a.first == b.first && close(a.second.rows, b.second.rows, k_table_noise) &&
           close(static_cast<double>(a.second.blocks), static_cast<double>(b.second.blocks),
                 k_table_noise, k_least_blocks);
  });
}

bool same_but_noise(const Observation& before, const Observation& after) {
  return before.sql == after.sql && before.query_hash == after.query_hash &&
         before.params == after.params && before.server_version == after.server_version &&
         before.settings == after.settings && before.plan_hash == after.plan_hash &&
         before.rows == after.rows &&
         close(before.blocks, after.blocks, k_block_noise, k_least_blocks) &&
         close(before.temp_blocks, after.temp_blocks, k_block_noise, k_least_blocks) &&
         before.times_ms.empty() == after.times_ms.empty() && before.model == after.model &&
         close(before.prediction.predicted_ms, after.prediction.predicted_ms, k_cost_noise) &&
         close(before.plan.total_cost, after.plan.total_cost, k_cost_noise) &&
         same_tables(before, after);
}

}  // namespace selfopt::checking
