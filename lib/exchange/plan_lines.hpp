#pragma once

// For this room only: a plan as a list of nodes, for documents that people read and compare.

#include <nlohmann/json_fwd.hpp>

#include <selfopt/nouns/plan.hpp>

namespace selfopt::exchange {

/// \returns the nodes from the top, each with its "depth" and what is known of it.
nlohmann::ordered_json plan_lines(const PlanNode& plan);

/// Reads what plan_lines writes.
/// \returns false if it is not that
bool read_plan_lines(const nlohmann::ordered_json& lines, PlanNode& plan);

}  // namespace selfopt::exchange
