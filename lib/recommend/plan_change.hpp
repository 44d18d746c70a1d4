#pragma once

#include <string>
#include <vector>

#include <selfopt/nouns/plan.hpp>

namespace selfopt::advisor {

/// \returns how the table that \p after scans with the index named \p index was read before and is
///          read then, for example "Seq Scan on t in Hash Join -> Index Scan on t in Nested Loop,
///          without a Sort"; empty if \p after does not use the index
std::string plan_change(const Plan& before, const Plan& after, const std::string& index);

/// \returns the plan as a tree, one line a node, two spaces for each level
std::vector<std::string> plan_outline(const Plan& plan);

}  // namespace selfopt::advisor
