#include <algorithm>

#include "check/figures.hpp"
#include "check/plan_changes.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_least_more_blocks = 50;

std::string what_spills(const PlanNode& plan) {
  const PlanNode* found = find_node(plan, [](const PlanNode& node) { return node.spilled; });
  return found == nullptr ? "the statement" : found->type;
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  const double after = sight.after.temp_blocks.value_or(0);
  if (!sight.planned || after <= k_least_more_blocks) return;
  const std::string what = what_spills(sight.after.plan);
  const char* hint = "More work_mem for this statement, or fewer rows or columns, would avoid it.";
  if (judged_by(sight) == CheckMode::buffers && sight.before->temp_blocks) {
    const double before = *sight.before->temp_blocks;
    if (after > before * (1 + sight.tolerance) && after - before > k_least_more_blocks)
      findings.push_back(
          {.level = Level::error,
           .message = what + " writes more to temporary files: " + from_to(before, after, "blocks"),
           .hint = hint});
    return;
  }
  findings.push_back({.level = Level::warning,
                      .message = what + " does not fit the memory and writes " +
                                 from_to(0, after, "blocks").substr(5) + " to temporary files",
                      .hint = hint});
}

}  // namespace

const Rule k_spill{"spill", "a sort or hash does not fit work_mem and goes to temporary files",
                   look};

}  // namespace selfopt::checking
