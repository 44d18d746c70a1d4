#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <selfopt/nouns/findings.hpp>
#include <selfopt/nouns/plan.hpp>

namespace selfopt::checking {

/// \returns the first node, from the top, that \p wanted says yes to, or nullptr
const PlanNode* find_node(const PlanNode& plan, const std::function<bool(const PlanNode&)>& wanted);

/// The nodes of a plan that fetch rows of a table, by the name the statement calls it. A table that
/// is read several times under one name appears once.
std::map<std::string, const PlanNode*> scans_by_alias(const PlanNode& plan);

/// \returns how a scan finds its rows: "Seq Scan on t", "Index Scan on t using a_idx (btree (a))"
std::string describe_access(const PlanNode& scan);

/// \returns the definitions of the indexes that a scan uses, with their names
std::map<std::string, std::string> indexes_of_scan(const PlanNode& scan);

/// Puts two plans side by side, the first node that changed and what is below it in front.
/// \returns nothing if they have the same shape
std::vector<PlanDifferenceLine> plan_difference(const PlanNode& before, const PlanNode& after);

}  // namespace selfopt::checking
