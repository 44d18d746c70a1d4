#include <cstdint>

#include <fmt/format.h>

#include <selfopt/replay.hpp>
#include <selfopt/units.hpp>

#include "exchange/plan_json.hpp"

namespace selfopt {
namespace {

std::string whole(double number) {
  return format_count(static_cast<std::int64_t>(number + 0.5));
}

void describe(const PlanNode& node, std::size_t depth, std::string& text) {
  text += std::string(2 * depth, ' ') + node.type;
  if (!node.join_type.empty() && node.join_type != "Inner") text += " (" + node.join_type + ")";
  if (!node.relation.empty()) text += " on " + node.relation;
  if (!node.index.empty()) text += " using " + node.index;
  text += fmt::format("  [rows: estimated {}", whole(node.rows));
  if (node.actual_rows) text += fmt::format(", actual {}", whole(*node.actual_rows));
  if (node.loops.value_or(1) == 0)
    text += ", never run";
  else if (node.loops.value_or(1) > 1)
    text += fmt::format(", in each of {} loops", whole(*node.loops));
  text += "]\n";
  for (const PlanNode& child : node.children)
    describe(child, depth + 1, text);
}

}  // namespace

std::string describe_plan(const WorkloadQuery& query) {
  if (query.plan_json.empty()) return {};
  std::string text;
  describe(exchange::read_plan(query.plan_json).root, 1, text);
  return text;
}

}  // namespace selfopt
